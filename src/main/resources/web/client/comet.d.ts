/** CometMQ's client for pages, protocol comet.v1. */

export type From = 'latest' | 'earliest' | { time: number } | { cursor: string }

export type State = 'connecting' | 'open' | 'waiting' | 'closed'

export interface ConnectOptions {
  /** Asked for a token (JWT) before every connection, and again before the last one ends. */
  token?: () => string | Promise<string>
  /** Name and version of the page, for the broker's log. */
  client?: string
  /** A name under which positions are kept in localStorage, so that a reload goes on where the page was. */
  persist?: string
  /** Longest pause between two attempts, in milliseconds; 30000 if not given. */
  maxPause?: number
  onState?: (state: State, detail?: string) => void
}

export interface SubscribeOptions {
  /** Tags joined by '||'. */
  tag?: string
  /** An SQL92 condition on properties. */
  sql?: string
  /** Where to begin when no position is known; 'latest' if not given. */
  from?: From
  /** Member of this group: each message goes to one member, and comes again unless it is acknowledged. */
  group?: string
  /** Seconds for which no other member sees what this one was given; 30 if not given. */
  invisible?: number
  /** Seconds after which a message that onMessage threw at comes again; 10 if not given. */
  retryDelay?: number
  /** Messages that may be under way at a time; 64 if not given. */
  credit?: number
  /** Called for one message after the other; the next waits for a promise that it returns. */
  onMessage?: (message: CometMessage) => unknown
  onLag?: (lag: { messages: number; millis: number }) => void
  onError?: (error: CometError) => void
  /** Called after each connection; false when messages may be missing or come again. */
  onRecovered?: (recovered: boolean, reason?: 'expired' | 'recreated' | 'new-store' | 'truncated') => void
  /** Called after each connection and when it changes: brokers whose queues come later, because they can't be reached. */
  onMissing?: (brokers: string[]) => void
}

export interface PublishOptions {
  tag?: string
  keys?: string[]
  /** Messages of the same order go to the same queue. */
  order?: string
  /** Milliseconds until the message may be seen. */
  delay?: number
  properties?: Record<string, string>
  /** Text as it is, a Uint8Array as bytes, anything else as JSON. */
  body?: unknown
}

export interface Published {
  messageId: string
  queue: number
  offset: number
}

export interface ConnectInfo {
  session: string
  broker: string
  /** Seconds of silence after which the broker asks whether the page is there. */
  ping: number
  limits: { body: number; subscriptions: number; publishRate: number; credit: number }
  /** Patterns of the topics that are open. */
  rights: { subscribe: string[]; publish: string[] }
  /** Whose token it was; only where the broker asks for tokens. */
  user?: string
  /** Seconds until the token ends. */
  ttl?: number
}

export class CometError extends Error {
  readonly code: string
  /** Whether the same command may succeed later. */
  readonly retry: boolean
}

export class CometMessage {
  readonly messageId: string
  readonly topic: string
  /** Set when the queue is on another broker than the page is connected to. */
  readonly broker?: string
  readonly queue: number
  readonly offset: number
  /** When it was stored, in milliseconds since the epoch. */
  readonly time: number
  readonly tag?: string
  readonly keys?: string[]
  readonly properties?: Record<string, string>
  readonly body: string
  readonly encoding?: 'base64'
  /** Set when the body is still compressed because it was too large or broken. */
  readonly compression?: string
  /** The position after this message; not of a group's. */
  readonly cursor?: string
  /** How often it was given to a member of the group, this time included. */
  readonly deliveries?: number
  json(): any
  bytes(): Uint8Array
}

export class Subscription implements AsyncIterable<CometMessage> {
  readonly topic: string
  /** The position after the last message that came. */
  readonly cursor: string | null
  [Symbol.asyncIterator](): AsyncIterator<CometMessage>
  /** A group's message has been dealt with; done by itself once it was handled. */
  ack(message: CometMessage): void
  /** A group's message is to come again after some seconds; done by itself when onMessage throws. */
  nack(message: CometMessage, delay?: number): void
  close(): void
}

export class Comet {
  readonly url: string
  /** Null while there is no connection. */
  readonly info: ConnectInfo | null
  /** Settles with the current or next connection. */
  readonly ready: Promise<Comet>
  subscribe(topic: string, options?: SubscribeOptions): Subscription
  publish(topic: string, options?: PublishOptions): Promise<Published>
  /** Stores a message and waits for its answer; fails with the code TIMEOUT after `timeout` milliseconds, 5000 if not given. */
  request(
    topic: string,
    body: unknown,
    options?: Omit<PublishOptions, 'body' | 'delay'> & { timeout?: number }
  ): Promise<Pick<CometMessage, 'body' | 'encoding' | 'properties' | 'json' | 'bytes'>>
  refresh(): Promise<{ ttl: number } | undefined>
  close(): void
}

/** Connects, and stays connected: after a loss it comes back and every subscription goes on where it was. */
export function connect(url: string, options?: ConnectOptions): Promise<Comet>
