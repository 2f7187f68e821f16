// The live page: an example of the public client module, and nothing more than that.
import { connect } from '/client/comet.js'

const KEPT = 300
const SECONDS = 60
const $ = (id) => document.getElementById(id)

let comet = null
let subscription = null
let paused = null
let total = 0
let inSecond = 0
let lag = 0
let waiting = []
let drawn = false
const history = []

function problem(text) {
  $('problem').textContent = text
  $('problem').hidden = !text
}

function element(name, text, className) {
  const made = document.createElement(name)
  if (text !== undefined) made.textContent = text
  if (className) made.className = className
  return made
}

function row(message) {
  const item = element('li')
  const details = element('details')
  const summary = element('summary')
  summary.append(
    element('time', new Date(message.time).toLocaleTimeString()),
    element('b', message.tag ?? ''),
    element('span', (message.keys ?? []).join(' '), 'quiet'),
    element('span', message.body.slice(0, 300), 'body'))
  details.append(summary)
  // what nobody opens is not written out
  details.addEventListener('toggle', () => {
    if (details.open && details.children.length === 1) details.append(element('pre', whole(message)))
  })
  item.append(details)
  return item
}

function whole(message) {
  const { body, ...fields } = message
  let text = body
  try {
    text = JSON.stringify(message.json(), null, 2)
  } catch {
    // no JSON, so it is shown as it is
  }
  return JSON.stringify(fields, null, 2) + '\n\n' + text
}

/** Once for each picture, however many messages came in between. */
function draw() {
  drawn = false
  const list = $('messages')
  const fresh = waiting.slice(-KEPT).reverse().map(row)
  waiting = []
  list.prepend(...fresh)
  while (list.children.length > KEPT) list.lastChild.remove()
  $('total').textContent = total
}

function onMessage(message) {
  total++
  inSecond++
  waiting.push(message)
  if (!drawn) {
    drawn = true
    setTimeout(draw, 50)
  }
  // not done with this message before the page goes on: so the broker stops sending
  return paused?.promise
}

function from(value) {
  return /^\d+$/.test(value) ? { time: Date.now() - value * 1000 } : value
}

function watch() {
  subscription?.close()
  if (paused) pause()
  problem('')
  lag = 0
  const filter = $('filter').value.trim()
  const options = { from: from($('from').value), credit: 256, onMessage }
  if (filter) options[$('sql').checked ? 'sql' : 'tag'] = filter
  options.onLag = (now) => (lag = now.messages)
  options.onError = (error) => problem(error.message)
  options.onRecovered = (recovered, reason) => recovered || problem(`messages may be missing: ${reason}`)
  subscription = comet.subscribe($('topic').value.trim(), options)
  $('pause').disabled = false
}

function pause() {
  if (paused) {
    paused.go()
    paused = null
  } else {
    paused = {}
    paused.promise = new Promise((go) => (paused.go = go))
  }
  $('pause').setAttribute('aria-pressed', String(!!paused))
  $('pause').textContent = paused ? 'Go on' : 'Pause'
}

function chart() {
  history.push({ rate: inSecond, lag })
  if (history.length > SECONDS) history.shift()
  $('rate').textContent = inSecond
  $('lag').textContent = lag
  inSecond = 0
  const canvas = $('chart')
  const paint = canvas.getContext('2d')
  const style = getComputedStyle(document.documentElement)
  const step = canvas.width / SECONDS
  const top = (what) => Math.max(1, ...history.map((second) => second[what]))
  paint.clearRect(0, 0, canvas.width, canvas.height)
  paint.fillStyle = style.getPropertyValue('--accent')
  const left = (SECONDS - history.length) * step
  history.forEach(({ rate }, i) => {
    const height = (rate / top('rate')) * (canvas.height - 4)
    paint.fillRect(left + i * step, canvas.height - height, step - 1, height)
  })
  paint.strokeStyle = style.getPropertyValue('--lag')
  paint.lineWidth = 2
  paint.beginPath()
  history.forEach((second, i) => {
    paint.lineTo(left + (i + 0.5) * step, canvas.height - 1 - (second.lag / top('lag')) * (canvas.height - 4))
  })
  paint.stroke()
}

async function publish() {
  const message = { body: $('body').value }
  if ($('toTag').value) message.tag = $('toTag').value
  if ($('toKey').value) message.keys = $('toKey').value.split(/\s+/)
  try {
    const { queue, offset } = await comet.publish($('toTopic').value.trim(), message)
    $('published').textContent = `stored in queue ${queue} at ${offset}`
  } catch (error) {
    $('published').textContent = error.message
  }
}

function move(step) {
  const rows = [...document.querySelectorAll('#messages summary')]
  const now = rows.indexOf(document.activeElement)
  rows[Math.min(rows.length - 1, Math.max(0, now + step))]?.focus()
}

function key(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || /INPUT|TEXTAREA|SELECT/.test(event.target.tagName)) return
  const action = {
    '/': () => $('filter').focus(),
    p: () => subscription && pause(),
    j: () => move(1),
    k: () => move(-1),
    n: () => {
      $('new').open = true
      $('body').focus()
    },
  }[event.key]
  if (action) {
    event.preventDefault()
    action()
  }
}

function fill(list, input, patterns) {
  list.replaceChildren(...patterns.map((pattern) => Object.assign(element('option'), { value: pattern })))
  input.value ||= patterns.find((pattern) => !pattern.includes('*')) ?? ''
}

$('watch').addEventListener('submit', (event) => {
  event.preventDefault()
  watch()
})
$('publish').addEventListener('submit', (event) => {
  event.preventDefault()
  publish()
})
$('pause').addEventListener('click', pause)
$('clear').addEventListener('click', () => $('messages').replaceChildren())
document.addEventListener('keydown', key)
setInterval(chart, 1000)

const url = location.origin.replace(/^http/, 'ws') + '/ws'
connect(url, {
  client: 'live-page',
  onState: (state, detail) => ($('state').textContent = detail ? `${state}: ${detail}` : state),
}).then((connected) => {
  comet = connected
  const { broker, rights } = comet.info
  $('broker').textContent = broker
  $('topic').value = new URLSearchParams(location.search).get('topic') ?? ''
  fill($('topics'), $('topic'), rights.subscribe)
  fill($('publishTopics'), $('toTopic'), rights.publish)
  $('closed').hidden = rights.subscribe.length + rights.publish.length > 0
  $('new').hidden = !rights.publish.length
  if ($('topic').value) watch()
}, (error) => problem(error.message))
