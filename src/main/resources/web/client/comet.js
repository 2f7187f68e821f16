// CometMQ's client for pages, protocol comet.v1. One module, no dependencies, no build step.

/** @typedef {{ token?: () => string | Promise<string>, client?: string, persist?: string, maxPause?: number,
 *   onState?: (state: 'connecting' | 'open' | 'waiting' | 'closed', detail?: string) => void }} ConnectOptions */
/** @typedef {'latest' | 'earliest' | { time: number } | { cursor: string }} From */
/** @typedef {{ tag?: string, sql?: string, from?: From, group?: string, invisible?: number, retryDelay?: number, credit?: number, onMessage?: (m: CometMessage) => unknown,
 *   onLag?: (lag: { messages: number, millis: number }) => void, onError?: (e: CometError) => void,
 *   onRecovered?: (recovered: boolean, reason?: string) => void, onMissing?: (brokers: string[]) => void }} SubscribeOptions */
/** @typedef {{ tag?: string, keys?: string[], order?: string, delay?: number, properties?: Record<string, string>,
 *   body?: unknown }} PublishOptions */

/** What the broker, or the lack of one, had against a command. */
export class CometError extends Error {
  /** @param {string} code @param {string} message @param {boolean} retry whether it may succeed later */
  constructor(code, message, retry) {
    super(message)
    this.name = 'CometError'
    this.code = code
    this.retry = retry
  }
}

/** A message: topic, tag, keys, time, properties, body, cursor, messageId, broker, queue, offset. */
export class CometMessage {
  /** @param {object} fields */
  constructor(fields) {
    Object.assign(this, fields)
  }
  /** The body, read as JSON. */
  json() {
    return JSON.parse(this.encoding ? new TextDecoder().decode(this.bytes()) : this.body)
  }
  /** The body's bytes. */
  bytes() {
    return this.encoding
      ? Uint8Array.from(atob(this.body), (c) => c.charCodeAt(0))
      : new TextEncoder().encode(this.body)
  }
}

/** One way through one topic. Iterate over it, or give subscribe() an onMessage. */
export class Subscription {
  #comet
  #options
  #key
  #window
  #buffer = []
  #wake = null
  #handled = 0
  #working = false
  #taken = null
  #ended = null
  #cursor

  constructor(comet, sub, topic, options) {
    this.#comet = comet
    this.sub = sub
    this.topic = topic
    this.#options = options
    this.#window = options.credit ?? 64
    const name = comet.options.persist
    this.#key = name && !options.group && `comet:${name}:${topic}:${options.tag ?? ''}:${options.sql ?? ''}`
    this.#cursor = this.#key && localStorage.getItem(this.#key)
  }

  /** The position after the last message that came. */
  get cursor() {
    return this.#cursor
  }

  /** Called with every new connection: goes on after the last message that came. */
  async _open() {
    const { tag, sql, from, group, invisible } = this.#options
    const command = { sub: this.sub, topic: this.topic, credit: Math.max(0, this.#window - this.#buffer.length) }
    if (tag) command.filter = { tag }
    if (sql) command.filter = { sql }
    if (group) {
      // what the last connection left is given out anew, its receipts are void
      Object.assign(command, { group, invisible, credit: this.#window })
      this.#buffer = []
    }
    command.from = this.#cursor ? { cursor: this.#cursor } : (from ?? 'latest')
    this.#handled = 0
    try {
      const opened = await this.#comet._ask({ subscribe: command })
      if (group) return
      if (!this.#cursor || !opened.recovered) this.#cursor = opened.cursor
      this.#options.onRecovered?.(opened.recovered, opened.reason)
      this.#options.onMissing?.(opened.missing ?? [])
    } catch (e) {
      if (e.code !== 'DISCONNECTED') this._end(e)
    }
  }

  /** A push for this subscription. */
  _push(kind, body) {
    if (kind === 'message') {
      this.#cursor = body.cursor
      this.#buffer.push(new CometMessage(body))
      if (this.#options.onMessage) this.#work()
      this.#wake?.()
    } else if (kind === 'cursor') {
      if (!this.#buffer.length) this.#save((this.#cursor = body.cursor))
    } else if (kind === 'recovered') {
      this.#options.onRecovered?.(false, body.reason)
    } else if (kind === 'brokers') {
      this.#options.onMissing?.(body.missing)
    } else if (kind === 'lag') {
      this.#options.onLag?.(body)
    } else if (kind === 'ended') {
      this._end(new CometError(body.code, body.message, body.retry))
    }
  }

  async #work() {
    if (this.#working) return
    this.#working = true
    while (this.#buffer.length && !this.#ended) {
      const message = this.#buffer.shift()
      try {
        await this.#options.onMessage(message)
      } catch (e) {
        console.error('comet: onMessage failed', e)
        this.nack(message)
      }
      this.#done(message)
    }
    this.#working = false
  }

  /** A message has been handled: remembers where, and asks for more in time. */
  #done(message) {
    this.ack(message)
    this.#save(message.cursor)
    if (++this.#handled * 2 >= this.#window) {
      this.#comet._send({ credit: { sub: this.sub, add: this.#handled } })
      this.#handled = 0
    }
  }

  /** The message has been dealt with. Done by itself once it was handled. */
  ack(message) {
    this.#settle({ ack: {} }, message)
  }

  /** The message is to come again, to any member, after some seconds. Done by itself when onMessage throws. */
  nack(message, delay = this.#options.retryDelay) {
    this.#settle({ nack: { delay } }, message)
  }

  #settle(command, message) {
    if (!message.receipt) return
    Object.assign(Object.values(command)[0], { sub: this.sub, receipts: [message.receipt] })
    message.receipt = null
    this.#comet._send(command)
  }

  #save(cursor) {
    if (this.#key) localStorage.setItem(this.#key, cursor)
  }

  /** @returns {AsyncIterator<CometMessage>} */
  [Symbol.asyncIterator]() {
    return {
      next: async () => {
        if (this.#taken) this.#done(this.#taken)
        this.#taken = null
        while (!this.#buffer.length && !this.#ended) {
          await new Promise((wake) => (this.#wake = wake))
        }
        if (this.#ended?.code) throw this.#ended
        if (this.#ended) return { done: true, value: undefined }
        this.#taken = this.#buffer.shift()
        return { done: false, value: this.#taken }
      },
      return: async () => {
        if (this.#taken) this.#done(this.#taken)
        this.close()
        return { done: true, value: undefined }
      },
    }
  }

  /** No more messages. */
  close() {
    if (this.#ended) return
    this._end({})
    this.#comet._send({ unsubscribe: { sub: this.sub } })
  }

  _end(why) {
    this.#ended = why
    this.#comet._subscriptions.delete(this.sub)
    if (why.code) this.#options.onError?.(why)
    this.#wake?.()
  }
}

/** A connection that comes back by itself. Made by connect(). */
export class Comet {
  #socket = null
  #answers = new Map()
  #id = 0
  #sub = 0
  #failures = 0
  #goAway = null
  #timer = 0
  #watchdog = 0
  #closed = false
  #opened
  #open
  #fail

  /** @param {string} url @param {ConnectOptions} options */
  constructor(url, options) {
    this.url = url
    this.options = options
    /** What the broker said when it took the connection: session, broker, limits, rights. */
    this.info = null
    this._subscriptions = new Map()
    this.#wait()
    this.#dial()
  }

  /** Settles with the first connection. */
  get ready() {
    return this.#opened
  }

  #wait() {
    this.#opened = new Promise((open, fail) => {
      this.#open = open
      this.#fail = fail
    })
    this.#opened.catch(() => {})
  }

  async #dial() {
    this.options.onState?.('connecting')
    try {
      const token = await this.options.token?.()
      if (this.#closed) return
      const socket = new WebSocket(new URL(this.url, globalThis.location?.href), 'comet.v1')
      this.#socket = socket
      socket.onopen = async () => {
        try {
          const { client = 'comet.js' } = this.options
          this.info = await this._ask({ connect: { client, ...(token && { token }) } }, true)
          this.#failures = 0
          for (const each of this._subscriptions.values()) each._open()
          this.#open(this)
          this.options.onState?.('open')
        } catch (e) {
          // a token that was refused: another one may do, if there is where to get one
          if (!e.retry && !(e.code === 'BAD_TOKEN' && this.options.token)) this.#stop(e)
        }
      }
      socket.onmessage = (event) => {
        this.#alive(socket)
        for (const line of event.data.split('\n')) if (line) this.#receive(JSON.parse(line))
      }
      socket.onclose = (event) => this.#lost(socket, event)
      this.#alive(socket)
    } catch (e) {
      // no token, or no socket: both may be had later
      this.#again(String(e))
    }
  }

  /** Closes a socket from which nothing came for longer than the broker would ever be silent. */
  #alive(socket) {
    clearTimeout(this.#watchdog)
    this.#watchdog = setTimeout(() => this.#lost(socket, { code: 4001, reason: 'silence' }), (this.info?.ping ?? 25) * 2500)
  }

  #receive(frame) {
    if (frame.id !== undefined) {
      const answer = this.#answers.get(frame.id)
      this.#answers.delete(frame.id)
      if (frame.error) answer?.fail(new CometError(frame.error.code, frame.error.message, frame.error.retry))
      else answer?.done(frame.connect ?? frame.subscribe ?? frame.publish ?? frame.refresh ?? frame.request ?? {})
      return
    }
    for (const [kind, body] of Object.entries(frame)) {
      if (kind === 'ping') this._send({ pong: {} })
      else if (kind === 'goaway') this.#goAway = body.after
      else if (kind === 'expiring') this.refresh().catch(() => {}) // then it ends, and comes back with a new one
      else this._subscriptions.get(body.sub)?._push(kind, body)
    }
  }

  #lost(socket, event) {
    if (socket !== this.#socket) return
    this.#socket = null
    clearTimeout(this.#watchdog)
    socket.close()
    for (const { fail } of this.#answers.values()) fail(new CometError('DISCONNECTED', 'the connection was lost', true))
    this.#answers.clear()
    if (event.code >= 4200 && event.code < 4300) this.#stop(new CometError('REFUSED', `${event.code} ${event.reason}`, false))
    else if (!this.#closed) this.#again(`${event.code} ${event.reason}`)
  }

  /** Tries again after a pause of random length, so that pages don't come back all at once. */
  #again(detail) {
    if (this.info) this.#wait()
    this.info = null
    const longest = Math.min(this.options.maxPause ?? 30000, 500 * 2 ** this.#failures++)
    const pause = this.#goAway ?? Math.random() * longest
    this.#goAway = null
    this.options.onState?.('waiting', detail)
    this.#timer = setTimeout(() => this.#dial(), pause)
  }

  #stop(error) {
    this.#closed = true
    this.#fail(error)
    for (const each of [...this._subscriptions.values()]) each._end(error)
    this.#socket?.close()
    this.options.onState?.('closed', error.message)
  }

  _send(command) {
    if (this.#socket?.readyState === 1) this.#socket.send(JSON.stringify(command))
  }

  async _ask(command, now) {
    if (!now) await this.#opened
    return new Promise((done, fail) => {
      if (this.#socket?.readyState !== 1) {
        fail(new CometError('DISCONNECTED', 'there is no connection', true))
        return
      }
      const id = ++this.#id
      this.#answers.set(id, { done, fail })
      this._send({ id, ...command })
    })
  }

  /** Gets a new token and hands it to the broker. */
  async refresh() {
    const token = await this.options.token?.()
    if (token) return this._ask({ refresh: { token } })
  }

  /**
   * Every message of a topic, from now on unless told otherwise.
   * @param {string} topic @param {SubscribeOptions} [options]
   */
  subscribe(topic, options = {}) {
    const subscription = new Subscription(this, ++this.#sub, topic, options)
    this._subscriptions.set(subscription.sub, subscription)
    if (this.info) subscription._open()
    return subscription
  }

  /**
   * Stores a message. A body that is no text and no bytes is sent as JSON.
   * @param {string} topic @param {PublishOptions} [options]
   * @returns {Promise<{ messageId: string, queue: number, offset: number }>}
   */
  publish(topic, options) {
    return this.#store('publish', topic, options)
  }

  /**
   * Stores a message and waits for the answer of whoever consumes it; fails with TIMEOUT after `timeout` milliseconds.
   * @param {string} topic @param {unknown} body as for publish
   * @param {PublishOptions & { timeout?: number }} [options]
   * @returns {Promise<CometMessage>} with body and properties only
   */
  async request(topic, body, options) {
    return new CometMessage(await this.#store('request', topic, { ...options, body }))
  }

  #store(verb, topic, { body = '', ...rest } = {}) {
    const message = { topic, ...rest }
    if (body instanceof Uint8Array) {
      message.encoding = 'base64'
      message.body = btoa(Array.from(body, (b) => String.fromCharCode(b)).join(''))
    } else {
      message.body = typeof body === 'string' ? body : JSON.stringify(body)
    }
    return this._ask({ [verb]: message })
  }

  /** Ends it for good. */
  close() {
    clearTimeout(this.#timer)
    clearTimeout(this.#watchdog)
    this.#closed = true
    for (const each of [...this._subscriptions.values()]) each._end({})
    this.#fail(new CometError('CLOSED', 'closed by the page', false))
    this.#socket?.close(1000)
    this.options.onState?.('closed', 'closed by the page')
  }
}

/**
 * Connects, and stays connected: after a loss it comes back and every subscription goes on where it was.
 * @param {string} url such as '/ws' or 'wss://host/ws'
 * @param {ConnectOptions} [options] persist: a name under which positions are kept in localStorage
 * @returns {Promise<Comet>} once connected; fails when the broker says that trying again is no use
 */
export function connect(url, options = {}) {
  return new Comet(url, options).ready
}
