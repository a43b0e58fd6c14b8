// What the chat's page does by itself: it hears clicks, and shows the quote that is cited.
//
// Gradio makes functions of strings while the page runs, which the page's policy forbids: nothing that comes as text is
// ever run here. The strings that Gradio has of us are names of functions in this file, and are looked up instead.
'use strict';

window.onrecord = {
  opened: null,
  soon(find, act, tries = 60) {
    const found = find();
    if (found) act(found);
    else if (tries) requestAnimationFrame(() => this.soon(find, act, tries - 1));
  },
  visible(selector) {
    return () => [...document.querySelectorAll(selector)].find(element => element.offsetParent) || null;
  },
  narrow() { return matchMedia('(max-width: 860px)').matches; },
  scrollToQuote(asked) {
    this.soon(this.visible('#article-pane mark.current'), mark => {
      const pane = document.querySelector('#article-pane');
      const place = mark.getBoundingClientRect(), frame = pane.getBoundingClientRect();
      pane.scrollTop += place.top - frame.top - Math.max(24, (frame.height - place.height) / 3);
      if (!asked) return;
      mark.focus({preventScroll: true});
      if (this.narrow()) document.querySelector('#right').scrollIntoView();
    });
  },
  showNewest() {
    requestAnimationFrame(() => {
      const pane = document.querySelector('#conversation');
      const newest = pane.querySelector('.turn:last-child');
      if (newest) pane.scrollTop += newest.getBoundingClientRect().top - pane.getBoundingClientRect().top - 16;
      else pane.scrollTop = 0;
    });
  },
  goBack() {
    const {event, number} = this.opened?.dataset || {};
    const again = event === 'statement' ? `#timeline .cite[data-number="${number}"]` : null;
    if (again) {
      [...document.querySelectorAll('#tabs [role=tab]')].find(tab => tab.textContent.trim() === 'Timeline')?.click();
    }
    // The timeline may have been drawn anew since.
    const place = () => this.opened?.isConnected ? this.opened : again && document.querySelector(again);
    if (!place()) return document.querySelector('#left').scrollIntoView();
    this.soon(() => place()?.offsetParent && place(), opened => {
      opened.scrollIntoView({block: 'center'});
      opened.focus({preventScroll: true});
    });
  },
};

// After an event of the page has been answered.
const afterwards = {
  showQuote() { onrecord.scrollToQuote(true); },
  showFirstQuote() { onrecord.scrollToQuote(false); },
  showTop() {
    onrecord.soon(onrecord.visible('#article-pane article'), () => {
      document.querySelector('#article-pane').scrollTop = 0;
      if (onrecord.narrow()) document.querySelector('#right').scrollIntoView();
    });
  },
};

// What each part of the page listens to, from when it is there.
const listeners = {
  conversation({element, trigger, watch}) {
    element.addEventListener('click', event => {
      const button = event.target.closest('button[data-event]');
      if (!button) return;
      const data = {...button.dataset};
      if (data.event === 'cite') { onrecord.opened = button; trigger('cite', data); }
      if (data.event === 'suggest') trigger('suggest', data);
      if (data.event === 'open') { onrecord.opened = button; trigger('open', data); }
      if (data.event === 'again') {
        const box = button.closest('.below').querySelector('.changing input');
        trigger('again', {...data, query: box ? box.value : ''});
      }
    });
    element.addEventListener('keydown', event => {
      if (event.key !== 'Enter' || !event.target.matches('.changing input')) return;
      event.preventDefault();
      event.target.parentElement.querySelector('button').click();
    });
    watch('value', () => onrecord.showNewest());
  },
  article({element}) {
    element.addEventListener('click', event => {
      if (event.target.closest('button[data-back]')) onrecord.goBack();
    });
  },
  library({element, trigger}) {
    element.addEventListener('click', event => {
      const button = event.target.closest('button[data-event]');
      if (button) trigger('open', {...button.dataset});
    });
  },
  timeline({element, trigger}) {
    element.addEventListener('click', event => {
      const button = event.target.closest('button[data-event]');
      if (!button) return;
      onrecord.opened = button;
      trigger('statement', {...button.dataset});
    });
  },
};

const LISTENING = /^(\w+)\((?:'\w+'(?:, )?)*\)$/;  // the name, and the events that it may trigger
const CONSTANT = /^return ("(?:[^"\\\n]|\\.)*");$/;  // how Handlebars writes a template without any of its own marks

// The function for a string that Gradio would compile: one of ours, or one of the three that it makes for an HTML part.
function lookedUp(parts) {
  const names = parts.slice(0, -1), source = String(parts.at(-1) ?? '').trim();
  const constant = source.match(CONSTANT);
  if (constant) return () => JSON.parse(constant[1]);
  if (source === 'return `${value}`;') return (...values) => `${values[names.indexOf('value')] ?? ''}`;
  if (source === 'return ``;') return () => '';
  const part = source.match(LISTENING)?.[1] ?? '';
  if (Object.hasOwn(listeners, part)) {
    return (...values) => listeners[part](Object.fromEntries(names.map((name, index) => [name, values[index]])));
  }
  if (Object.hasOwn(afterwards, source)) return async () => { afterwards[source](); return []; };
  throw new EvalError(`the chat runs nothing that comes as text: ${source.slice(0, 80)}`);
}

const traps = {apply: (target, self, parts) => lookedUp(parts), construct: (target, parts) => lookedUp(parts)};
window.Function = new Proxy(Function, traps);
const asynchronous = Object.getPrototypeOf(async () => {});
Object.defineProperty(asynchronous, 'constructor', {value: new Proxy(asynchronous.constructor, traps)});
