// The chat's page: it sends what is clicked and typed over Gradio's wires, and shows what comes back.
//
// Gradio makes functions of strings while the page runs, which the page's policy forbids: nothing that comes as text is
// ever run here. The strings that Gradio has of us are names of functions in this file, and are looked up instead.
'use strict';

const $ = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

// ── What the page knows
const now = {
  conversation: '',
  busy: null,       // what is being answered: {key, question, replace, data}
  opened: null,     // the citation that stands open: {turn, number}
  suggest: false,   // whether examples are still to be found
  replacing: false, // whether the box holds the newest question, to be asked in its place
  from: null,       // what had the focus before a pane slid over the page
  most: '',
};
const wires = {};
const waiting = [];
let count = 0;

function send(name, data = {}) {
  const key = data.key || `${Date.now()}-${++count}`;
  const fields = {conversation: now.conversation, ...data, key};
  for (const name of Object.keys(fields)) fields[name] = String(fields[name] ?? '');
  if (wires[name]) wires[name](name, fields);
  else waiting.push([name, fields]);
  return key;
}

// ── What comes back
const pristine = new WeakMap();

// Puts HTML into a part of the page and leaves alone what is the same as before: what one has open or is at, stays.
function put(part, html) {
  const place = document.getElementById(part);
  if (!place) return;
  const made = document.createElement('template');
  made.innerHTML = html;
  const coming = [...made.content.childNodes].map(node => node.outerHTML ?? node.textContent);
  const before = pristine.get(place) || [];
  pristine.set(place, coming);
  const there = [...place.childNodes];
  if (there.length !== before.length) { place.replaceChildren(made.content); return; }
  const fresh = [...made.content.childNodes];
  fresh.forEach((node, index) => {
    if (index >= there.length) place.append(node);
    else if (before[index] !== coming[index]) there[index].replaceWith(node);
  });
  there.slice(fresh.length).forEach(node => node.remove());
}

function take(written) {
  const change = JSON.parse(written);
  const parts = {...change.parts};
  if (change.act === 'answered') idle();
  const empty = !$('#talk .turn') && !now.busy;
  if ('welcome' in parts) { if (empty) parts.talk = parts.welcome; delete parts.welcome; }
  if ('home' in parts) { if ($('#reading .home') || !$('#reading').firstChild) parts.reading = parts.home; delete parts.home; }
  for (const [part, html] of Object.entries(parts)) put(part, html);
  if (change.told) tell(change.told, change.data);
  if (change.act && Object.hasOwn(acts, change.act)) acts[change.act](change.data, change);
  markCurrent();
}

const acts = {
  started(data) {
    settle(data.conversation);
    const none = data.articles === '0';
    if (none) show('library');
    setLibraryTitle(none);
    const quote = decodeURIComponent(location.hash).match(/^#quote=(.+)$/);
    if (quote) send('quote', {quote: quote[1]});
    if (data.suggest) send('suggest');
    scrollToNewest();
  },
  answered(data) {
    settle(data.conversation);
    hear(data.heard);
    now.opened = data.number ? {turn: data.turn, number: data.number} : null;
    scrollToNewest();
    if (data.number) scrollToQuote();
  },
  failed(data, change) {
    if (now.busy && (!change.key || change.key === now.busy.key)) {
      const question = now.busy.question;
      idle();
      if (question && !$('#question').value) { $('#question').value = question; grow(); }
    }
    $('#adding .working')?.remove();
  },
  opened(data) {
    now.opened = 'number' in data ? {turn: data.turn, number: data.number} : null;
    pane('reading');
    if (data.at === 'quote') scrollToQuote(true);
    else {
      $('#reading .scroll').scrollTop = 0;
      $('#reading .scroll').focus({preventScroll: true});
    }
  },
  turned(data) {
    settle(data.conversation);
    now.opened = null;
    show('ask');
    scrollToNewest();
    if (!data.conversation) $('#question').focus();
  },
  forgotten(data) { if (data.deleted) begin(); },
  working() {},
  added(data) { setLibraryTitle(data.articles === '0'); if (data.articles !== '0') send('suggest'); },
  pasted(data) { hide('paste'); acts.added(data); },
  fetched(data) { hide('address'); acts.added(data); },
  removed(data) { setLibraryTitle(data.articles === '0'); },
  save(data) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([data.text], {type: data.type}));
    link.download = data.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  },
};

function settle(conversation) {
  now.conversation = conversation;
  const address = conversation ? `#c=${conversation}` : location.pathname + location.search;
  if (!location.hash.startsWith('#quote=') || conversation) history.replaceState(null, '', address);
  all('#past .past').forEach(button => {
    if (button.dataset.conversation === conversation) button.setAttribute('aria-current', 'true');
    else button.removeAttribute('aria-current');
  });
}

// ── Asking
function filters() {
  const chosen = name => all(`#filters input[name=${name}]:checked`).map(box => box.value);
  return {
    since: $('#since').value, until: $('#until').value,
    outlets: chosen('outlet').join('\n'), authors: chosen('author').join('\n'),
  };
}

function tellFilters() {
  const {since, until, outlets, authors} = filters();
  const names = outlets ? outlets.split('\n') : [];
  const days = since || until ? [since && `since ${since}`, until && `until ${until}`].filter(Boolean).join(', ') : 'All dates';
  const papers = !names.length ? 'all outlets' : names.length < 3 ? names.join(', ') : `${names.length} outlets`;
  const writers = authors ? ` · ${authors.split('\n').length} by name` : '';
  $('#filters-told').textContent = `${days} · ${papers}${writers}`;
  $('#filters').classList.toggle('on', Boolean(since || until || outlets || authors));
}

function ask(question, more = {}) {
  const text = question.trim();
  if (now.busy) return tell('Wait for the answer, or stop it: what you typed stays in the box.');
  if (!text) return tell('Type a question first.');
  show('ask');
  pane('');
  $('#filters').open = false;
  start(text, key => send('ask', {question: text, replace: now.replacing ? 'yes' : '', ...filters(), ...more, key}), now.replacing);
  leaveEditing();
}

function start(question, sending, replace) {
  const key = `${Date.now()}-${++count}`;
  $('#talk .welcome')?.remove();
  if (replace) $('#talk .turn:last-of-type')?.classList.add('leaving');
  const turn = document.createElement('section');
  turn.className = 'turn pending';
  turn.innerHTML = '<header><h2 class="asked" dir="auto"></h2></header><p class="waiting" role="status">Reading the articles<span class="dots" aria-hidden="true"></span></p>';
  $('.asked', turn).textContent = question;
  $('#talk').append(turn);
  now.busy = {key, question, turn, replace};
  $('#send').hidden = true;
  $('#stop').hidden = false;
  scrollToNewest();
  sending(key);
}

function idle() {
  now.busy?.turn.remove();
  now.busy = null;
  all('#talk .leaving').forEach(turn => turn.classList.remove('leaving'));
  const stopped = document.activeElement === $('#stop');
  $('#send').hidden = false;
  $('#stop').hidden = true;
  if (stopped) $('#question').focus();
}

function stop() {
  if (!now.busy) return;
  const {key, question} = now.busy;
  send('stop', {key});
  idle();
  if (!$('#question').value) { $('#question').value = question; grow(); }
  $('#question').focus();
  if (!$('#talk .turn')) begin();
}

function edit(button) {
  $('#question').value = button.dataset.question;
  now.replacing = Boolean(button.closest('[data-newest]'));
  $('#editing').hidden = !now.replacing;
  grow();
  $('#question').focus();
}

function leaveEditing() {
  now.replacing = false;
  $('#editing').hidden = true;
}

function begin() {
  if (now.busy) { send('stop', {key: now.busy.key}); idle(); }
  leaveEditing();
  send('talk', {conversation: ''});
}

function grow() {
  const box = $('#question');
  box.style.height = '';
  if (!box.value) return;
  box.style.height = 'auto';
  box.style.height = `${Math.min(box.scrollHeight, 160)}px`;
}

// ── Reading
function soon(find, act, tries = 60) {
  const found = find();
  if (found) act(found);
  else if (tries) requestAnimationFrame(() => soon(find, act, tries - 1));
}

function scrollToQuote(asked) {
  soon(() => all('#reading mark[aria-current]').find(mark => mark.offsetParent), mark => {
    const pane = $('#reading .scroll');
    const place = mark.getBoundingClientRect(), frame = pane.getBoundingClientRect();
    pane.scrollTop += place.top - frame.top - Math.max(24, (frame.height - place.height) / 3);
    if (asked) mark.focus({preventScroll: true});
  });
}

function scrollToNewest() {
  requestAnimationFrame(() => {
    const pane = $('#talk'), newest = all('#talk .turn').at(-1);
    if (newest) pane.scrollTop += newest.getBoundingClientRect().top - pane.getBoundingClientRect().top - 20;
    else pane.scrollTop = 0;
  });
}

function markCurrent() {
  all('.ref[aria-current]').forEach(button => button.removeAttribute('aria-current'));
  if (!now.opened) return;
  const {turn, number} = now.opened;
  all(`.ref[data-turn="${turn}"][data-number="${number}"]`).forEach(button => button.setAttribute('aria-current', 'true'));
}

function cite({turn, number}) { send('cite', {turn, number}); }

// Where a selection lies in the article, in characters as Python counts them: code points, not UTF-16 units.
function selected() {
  const selection = getSelection(), body = $('#reading .body');
  if (!body || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  if (!body.contains(range.commonAncestorContainer)) return null;
  const before = document.createRange();
  before.setStart(body, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const start = [...before.toString()].length;
  return {start, end: start + [...range.toString()].length};
}

// ── Panes and places
const narrow = () => matchMedia('(max-width: 1100px)').matches;

function show(view) {
  const app = $('#app');
  app.dataset.view = view;
  all('#places .go [data-view]').forEach(button => {
    if (button.dataset.view === view) button.setAttribute('aria-current', 'page');
    else button.removeAttribute('aria-current');
  });
}

// On a narrow page, one pane slides over the others; Esc and “Back” lead back to where one was.
function pane(name) {
  const app = $('#app');
  const before = app.dataset.pane || '';
  if (name === before) return;
  if (name && !before) now.from = document.activeElement;
  app.dataset.pane = name;
  if (!narrow()) return;
  for (const id of ['places', 'main', 'reading']) $(`#${id}`).inert = Boolean(name) && id !== name;
  if (name) soon(() => $(`#${name} .back`), button => { if (name === 'places') button.focus(); });
  else back();
}

function back() {
  const {turn, number} = now.opened || {};
  const place = now.from?.isConnected && now.from.offsetParent ? now.from
    : turn && $(`#talk .ref[data-turn="${turn}"][data-number="${number}"]`);
  now.from = null;
  (place || $('#question')).focus();
}

function setLibraryTitle(none) {
  $('#library-title').textContent = none ? 'Add your articles' : 'Library';
  $('#finding').hidden = none;
  $('#view-library').classList.toggle('filled', !none);
  if ($('#sample')) $('#sample').hidden = !none;
}

// ── Telling
let fading = 0;
function tell(sentence, data = {}) {
  const place = $('#snack');
  place.replaceChildren(Object.assign(document.createElement('span'), {textContent: sentence}));
  if (data.undo) {
    const {undo, ...fields} = data;
    const button = Object.assign(document.createElement('button'), {type: 'button', textContent: 'Undo'});
    button.addEventListener('click', () => { place.classList.remove('shown'); send(undo, {...listed(), ...fields}); });
    place.append(button);
  }
  place.classList.add('shown');
  clearTimeout(fading);
  fading = setTimeout(() => place.classList.remove('shown'), data.undo ? 12_000 : 7_000);
}

function hear(sentence) { $('#heard').textContent = sentence || ''; }

async function copy(text, told) {
  try { await navigator.clipboard.writeText(text); }
  catch {
    const box = Object.assign(document.createElement('textarea'), {value: text, className: 'unseen'});
    document.body.append(box);
    box.select();
    document.execCommand('copy');
    box.remove();
  }
  tell(told);
}

// ── The library
function listed() {
  const value = id => $(`#${id}`)?.value ?? '';
  return {
    words: value('words'), sort: value('sort'), outlet: value('outlet'), author: value('author'),
    from: value('from'), to: value('to'), most: now.most,
  };
}

let listing = 0;
function list(wait) {
  clearTimeout(listing);
  listing = setTimeout(() => send('listing', listed()), wait);
}

const MOST_AT_ONCE = 100;
async function upload(files) {
  if (!files.length) return;
  show('library');
  pane('');
  const places = [];
  for (let first = 0; first < files.length; first += MOST_AT_ONCE) {
    const form = new FormData();
    files.slice(first, first + MOST_AT_ONCE).forEach(file => form.append('files', file, file.name));
    working(`Uploading ${files.length === 1 ? files[0].name : `${files.length} files`} …`);
    try {
      const answer = await fetch('gradio_api/upload', {method: 'POST', body: form});
      const told = await answer.json();
      if (!answer.ok) throw new Error(told.detail);
      places.push(...told);
    } catch (error) {
      $('#adding .working')?.remove();
      tell(error.message || 'The upload did not come through: try again.');
      return;
    }
  }
  send('files', {paths: places.join('\n'), ...listed()});
}

function working(told) {
  const place = $('#adding');
  let line = $('.working', place);
  if (!line) {
    line = Object.assign(document.createElement('p'), {className: 'working'});
    pristine.delete(place);
    place.prepend(line);
  }
  line.textContent = told;
}

function hide(form) {
  const place = $(`#${form}`);
  place.hidden = true;
  place.reset();
  $(`[data-show=${form}]`).setAttribute('aria-expanded', 'false');
}

// ── Light and dark
function theme(choice) {
  try { if (choice === undefined) choice = localStorage.getItem('onrecord-theme') || ''; else localStorage.setItem('onrecord-theme', choice); }
  catch { choice ||= ''; }
  document.documentElement.dataset.theme = choice;
  all('[data-theme-choice]').forEach(button => button.setAttribute('aria-pressed', String(button.dataset.themeChoice === choice)));
}
theme();

// ── What is clicked, typed and dropped
const clicks = [
  ['[data-copy]', button => { copy(button.dataset.copy, 'Copied, with its citation.'); button.closest('details').open = false; }],
  ['[data-link]', button => copy(`${location.origin}${location.pathname}#${button.dataset.link}`, 'The link to this quote is copied.')],
  ['[data-judge]', button => send('judge', {...button.dataset})],
  ['[data-choose]', choose],
  ['[data-quote]', button => send('quote', {quote: button.dataset.quote.replace(/^quote=/, '')})],
  ['[data-cite]', button => cite(button.dataset)],
  ['[data-open]', button => send('open', {article: button.dataset.open, start: button.dataset.start || '', end: button.dataset.end || ''})],
  ['[data-ask]', button => ask(button.dataset.ask)],
  ['[data-edit]', edit],
  ['[data-unedit]', () => { leaveEditing(); $('#question').value = ''; grow(); $('#question').focus(); }],
  ['[data-again]', button => {
    if (now.busy) return;
    const turn = button.closest('.turn'), box = $('.changing input', turn);
    start($('.asked', turn).textContent, key => send('again', {way: button.dataset.again, query: box ? box.value : '', ...filters(), key}), true);
  }],
  ['[data-new]', () => { pane(''); begin(); }],
  ['[data-view]', button => { show(button.dataset.view); pane(''); }],
  ['[data-pane]', button => pane(button.dataset.pane)],
  ['[data-back]', () => pane('')],
  ['[data-theme-choice]', button => theme(button.dataset.themeChoice)],
  ['[data-choose-files]', () => $('#files').click()],
  ['[data-show]', button => {
    const form = $(`#${button.dataset.show}`);
    const other = $(`#${button.dataset.show === 'paste' ? 'address' : 'paste'}`);
    if (!other.hidden) hide(other.id);
    form.hidden = !form.hidden;
    button.setAttribute('aria-expanded', String(!form.hidden));
    if (!form.hidden) $('input', form).focus();
  }],
  ['[data-hide]', button => { hide(button.dataset.hide); $(`[data-show=${button.dataset.hide}]`).focus(); }],
  ['[data-unfilter]', () => {
    all('#filters input').forEach(input => { if (input.type === 'checkbox') input.checked = false; else input.value = ''; });
    tellFilters();
  }],
  ['[data-more]', button => { now.most = button.dataset.more; list(0); }],
  ['[data-rename]', rename],
  ['[data-event]', button => {
    const {event, ...fields} = button.dataset;
    if (event === 'talk') { if (now.busy) { send('stop', {key: now.busy.key}); idle(); } pane(''); }
    button.closest('details.menu')?.removeAttribute('open');
    send(event, {...listed(), ...fields});
  }],
];

function choose() {
  const place = selected(), {turn, number} = now.opened || {};
  const article = $('#reading .body')?.dataset.article;
  if (!place || turn === undefined || !article) return;
  send('judge', {judge: 'right', turn, number, article, ...place});
  getSelection().removeAllRanges();
}

// A conversation's name becomes a box; Enter keeps what is typed, Esc what was there.
function rename(button) {
  const {rename: title, renamed} = button.dataset;
  const entry = button.closest('.kept');
  const box = Object.assign(document.createElement('input'), {type: 'text', value: title, className: 'renaming', maxLength: 80});
  box.setAttribute('aria-label', 'Name of the conversation');
  button.closest('details').open = false;
  entry.classList.add('renames');
  entry.prepend(box);
  box.select();
  let over = false;
  const end = keep => { if (!over) { over = true; box.remove(); entry.classList.remove('renames'); if (keep && box.value.trim() && box.value !== title) send('rename', {renamed, title: box.value}); } };
  box.addEventListener('keydown', event => {
    if (event.key === 'Enter') end(true);
    if (event.key === 'Escape') { event.stopPropagation(); end(false); $('.past', entry).focus(); }
  });
  box.addEventListener('blur', () => end(true));
}

function clicked(event) {
  for (const menu of all('details.menu[open], #filters[open]')) if (!menu.contains(event.target)) menu.open = false;
  const control = event.target.closest('button, a, summary, input, label, select, textarea');
  if (control) {
    if (control.tagName !== 'BUTTON') return;
    for (const [selector, act] of clicks) if (control.matches(selector)) return act(control);
    if (control.id === 'stop') stop();
    return;
  }
  const quote = event.target.closest('.quote blockquote');
  if (quote && getSelection().isCollapsed) $('.ref', quote.closest('.quote'))?.click();
}

function pressed(event) {
  const typing = event.target.matches?.('input, textarea, select');
  if (event.key === 'Escape') {
    const menu = all('details.menu[open], #filters[open]').at(-1);
    if (menu) { menu.open = false; $('summary', menu).focus(); return; }
    if (event.target.matches?.('.ref')) document.documentElement.classList.add('quiet-contexts');
    if ($('#app').dataset.pane) pane('');
    return;
  }
  if (event.target.id === 'question' && event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    $('#box').requestSubmit();
    return;
  }
  if (event.target.matches?.('.changing input') && event.key === 'Enter') {
    event.preventDefault();
    $('button', event.target.parentElement).click();
    return;
  }
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'n' || event.key === 'p') $(`#reading [data-step=${event.key}]:not(:disabled)`)?.click();
  if (event.key === '/') { event.preventDefault(); show('ask'); pane(''); $('#question').focus(); }
}

const submits = {
  box() {
    const question = $('#question').value;
    ask(question);
    if (now.busy && now.busy.question === question.trim()) { $('#question').value = ''; grow(); }
  },
  'topic-form'() { put('timeline', '<p class="facts" role="status">Reading the articles …</p>'); send('timeline', {topic: $('#topic').value, ...filters()}); },
  finding() { list(0); },
  paste() {
    const value = id => $(`#paste-${id}`).value;
    send('paste', {title: value('title'), outlet: value('outlet'), date: value('date'), text: value('text'), ...listed()});
  },
  address() { send('address', {address: $('#address-url').value, ...listed()}); },
};

function listen() {
  document.addEventListener('click', clicked);
  document.addEventListener('keydown', pressed);
  document.addEventListener('submit', event => {
    if (event.target.hasAttribute('action')) return;  // logging out
    event.preventDefault();
    submits[event.target.id]?.();
  });
  document.addEventListener('input', event => {
    const {id} = event.target;
    if (id === 'question') grow();
    if (event.target.closest('#filters')) tellFilters();
    if (id === 'words') { now.most = ''; list(250); }
    if (['sort', 'outlet', 'author'].includes(id)) list(0);
    if (['from', 'to'].includes(id)) list(500);
    if (id === 'past-words') { clearTimeout(listing); listing = setTimeout(() => send('conversations', {words: event.target.value}), 250); }
  });
  document.addEventListener('change', event => {
    if (event.target.id !== 'files') return;
    const files = [...event.target.files];
    event.target.value = '';
    upload(files);
  });
  document.addEventListener('selectionchange', () => {
    const button = $('#reading [data-choose]');
    if (button) button.hidden = !(now.opened && selected());
  });
  document.addEventListener('focusin', () => document.documentElement.classList.remove('quiet-contexts'));
  let over = 0;
  const carries = event => $('#add') && [...event.dataTransfer?.types || []].includes('Files');
  const dropping = on => $('#app').classList.toggle('dropping', on);
  document.addEventListener('dragenter', event => { if (carries(event)) { over++; dropping(true); event.preventDefault(); } });
  document.addEventListener('dragleave', event => { if (carries(event) && --over <= 0) { over = 0; dropping(false); } });
  document.addEventListener('dragover', event => { if (carries(event)) event.preventDefault(); });
  document.addEventListener('drop', event => {
    if (!carries(event)) return;
    event.preventDefault();
    over = 0;
    dropping(false);
    upload([...event.dataTransfer.files]);
  });
  window.addEventListener('hashchange', () => {
    const quote = decodeURIComponent(location.hash).match(/^#quote=(.+)$/);
    if (quote) send('quote', {quote: quote[1]});
  });
  narrowly.addEventListener('change', () => { if (!narrow()) for (const id of ['places', 'main', 'reading']) $(`#${id}`).inert = false; });
}
const narrowly = matchMedia('(max-width: 1100px)');

// What the server refuses before Gradio sees it is told in its own words.
const fetched = window.fetch;
window.fetch = async (...asked) => {
  const event = String(asked[0]?.url ?? asked[0]).includes('/queue/join');
  let answer;
  try { answer = await fetched(...asked); }
  catch (error) { if (event) refused('The server does not answer: is it still running?'); throw error; }
  if (event && !answer.ok) answer.clone().json().then(told => refused(told.detail), () => refused('The server cannot take this.'));
  return answer;
};
function refused(sentence) { acts.failed({}, {}); tell(sentence); }

// ── Gradio's side
const listeners = {
  page() {
    $('#app').closest('main')?.setAttribute('role', 'presentation');  // Gradio's; the page's own is in it
    listen();
    theme();
    $('#question').focus();
    send('start', {conversation: location.hash.match(/^#c=([0-9a-f]{16})$/)?.[1] || ''});
  },
  wire({trigger, watch, props}, name) {
    wires[name] = trigger;
    watch('value', () => take(props.value));
    for (const [waited, fields] of waiting.splice(0)) {
      if (wires[waited]) wires[waited](waited, fields);
      else waiting.push([waited, fields]);
    }
  },
};

const LISTENING = /^(\w+)\((?:'(\w+)')?\)$/;  // the name of a listener, and the event whose wire it is
const CONSTANT = /^return ("(?:[^"\\\n]|\\.)*");$/;  // how Handlebars writes a template without any of its own marks

// The function for a string that Gradio would compile: one of ours, or one of the three that it makes for an HTML part.
function lookedUp(parts) {
  const names = parts.slice(0, -1), source = String(parts.at(-1) ?? '').trim();
  const constant = source.match(CONSTANT);
  if (constant) return () => JSON.parse(constant[1]);
  if (source === 'return `${value}`;') return (...values) => `${values[names.indexOf('value')] ?? ''}`;
  if (source === 'return ``;') return () => '';
  const [, part = '', event] = source.match(LISTENING) || [];
  if (Object.hasOwn(listeners, part)) {
    return (...values) => listeners[part](Object.fromEntries(names.map((name, index) => [name, values[index]])), event);
  }
  throw new EvalError(`the chat runs nothing that comes as text: ${source.slice(0, 80)}`);
}

const traps = {apply: (target, self, parts) => lookedUp(parts), construct: (target, parts) => lookedUp(parts)};
window.Function = new Proxy(Function, traps);
const asynchronous = Object.getPrototypeOf(async () => {});
Object.defineProperty(asynchronous, 'constructor', {value: new Proxy(asynchronous.constructor, traps)});
