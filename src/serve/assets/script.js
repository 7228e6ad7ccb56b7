// What a page is better with and works without: results while one types, keys, copying with the citation, dropping files.
'use strict';
(() => {
  const root = document.documentElement;
  const chinese = root.lang.startsWith('zh');
  const say = (zh, en) => (chinese ? zh : en);
  const box = document.getElementById('q');
  const said = document.getElementById('said');
  const tell = (text) => { said.textContent = text; };

  // Results while one types, once an input method is done composing.
  let composing = false;
  let timer = 0;
  let running = null;
  let typing = false;
  const onSearchPage = () => location.pathname === '/';

  const show = async (address, push) => {
    if (running) running.abort();
    running = new AbortController();
    try {
      const response = await fetch(address, { signal: running.signal, headers: { accept: 'text/html' } });
      const page = new DOMParser().parseFromString(await response.text(), 'text/html');
      const main = page.getElementById('main');
      if (!main) return;
      document.getElementById('main').replaceChildren(...main.childNodes);
      document.title = page.title;
      for (const name of ['.switches', '.pages']) {
        const [old, next] = [document.querySelector(name), page.querySelector(name)];
        if (old && next) old.replaceChildren(...next.childNodes);
      }
      if (push === 'push') history.pushState(null, '', address);
      if (push === 'replace') history.replaceState(null, '', address);
      const summary = document.querySelector('.summary');
      tell(summary ? summary.textContent : '');
    } catch (error) {
      if (error.name !== 'AbortError') location.assign(address);
    }
  };

  const typed = () => {
    clearTimeout(timer);
    if (composing || !onSearchPage()) return;
    timer = setTimeout(() => {
      const asked = new URLSearchParams(location.search);
      if ((asked.get('q') || '') === box.value.trim()) return;
      if (box.value.trim()) asked.set('q', box.value.trim()); else asked.delete('q');
      asked.delete('offset');
      const query = asked.toString();
      show(query ? `/?${query}` : '/', typing ? 'replace' : 'push');
      typing = true;
    }, 180);
  };

  if (box) {
    box.addEventListener('compositionstart', () => { composing = true; });
    box.addEventListener('compositionend', () => { composing = false; typed(); });
    box.addEventListener('input', (event) => { if (!event.isComposing) typed(); });
    box.addEventListener('change', () => { typing = false; });
    addEventListener('popstate', () => {
      if (!onSearchPage()) { location.reload(); return; }
      box.value = new URLSearchParams(location.search).get('q') || '';
      typing = false;
      show(location.href, 'none');
    });
    if (onSearchPage() && !location.search && matchMedia('(min-width: 60rem)').matches) box.focus();
  }

  // Keys: a stroke to the box, arrows between hits, Escape back to the box.
  const hits = () => [...document.querySelectorAll('.hit h2 a')];
  addEventListener('keydown', (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target;
    const writes = target.matches('input:not([type=checkbox]), textarea, select');
    if (event.key === '/' && !writes && box) {
      event.preventDefault();
      box.focus();
      box.select();
      return;
    }
    const all = hits();
    const at = all.indexOf(target);
    if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && all.length && (target === box || at >= 0)) {
      const next = at + (event.key === 'ArrowDown' ? 1 : -1);
      event.preventDefault();
      if (next < 0) box.focus(); else if (next < all.length) all[next].focus();
    } else if (event.key === 'Escape' && at >= 0) {
      box.focus();
    } else if (event.key === 'Escape') {
      // What covers other words can be put away without going elsewhere.
      for (const one of document.querySelectorAll('.repair:hover, .repair:focus')) one.classList.add('closed');
    }
  });
  for (const away of ['mouseout', 'focusout']) {
    document.addEventListener(away, (event) => {
      const one = event.target.closest('.repair');
      if (one && !one.contains(event.relatedTarget)) one.classList.remove('closed');
    });
  }
  // At the edge of the window a note opens to the other side.
  const place = (event) => {
    const note = event.target.closest && event.target.closest('.repair') && event.target.closest('.repair').querySelector('.note');
    if (!note) return;
    note.classList.remove('left');
    if (note.getBoundingClientRect().right > root.clientWidth) note.classList.add('left');
  };
  for (const near of ['mouseover', 'focusin']) document.addEventListener(near, place);

  // The words of an element without the notes on them.
  const wordsOf = (element) => {
    const copy = element.cloneNode(true);
    for (const note of copy.querySelectorAll('.note')) note.remove();
    return copy.textContent.trim();
  };

  // A click on a citation copies it, with the words that it is of.
  document.addEventListener('click', async (event) => {
    const link = event.target.closest('a[data-cite]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !navigator.clipboard) return;
    event.preventDefault();
    try {
      const response = await fetch(`/api/cite?name=${encodeURIComponent(link.dataset.cite)}`);
      if (!response.ok) throw new Error(response.statusText);
      const citation = (await response.text()).trim();
      const words = link.closest('.hit') && link.closest('.actions').previousElementSibling;
      const text = words && words.matches('.text') ? `${wordsOf(words)}\n${citation}` : citation;
      await navigator.clipboard.writeText(text);
      const before = link.textContent;
      link.textContent = say('已复制', 'Copied');
      tell(say('已复制文字和引文', 'The text and its citation were copied'));
      setTimeout(() => { link.textContent = before; }, 1600);
    } catch {
      location.assign(link.href);
    }
  });

  // A file dropped anywhere on a page with a form for files is sent with it, and never opened in the place of the page.
  const form = document.querySelector('form.draft');
  if (form) {
    const file = form.querySelector('input[type=file]');
    const hasFiles = (event) => event.dataTransfer && [...event.dataTransfer.types].includes('Files');
    addEventListener('dragover', (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      form.classList.add('over');
    });
    addEventListener('dragleave', (event) => { if (!event.relatedTarget) form.classList.remove('over'); });
    addEventListener('drop', (event) => {
      form.classList.remove('over');
      if (!hasFiles(event)) return;
      event.preventDefault();
      if (!event.dataTransfer.files.length) return;
      file.files = event.dataTransfer.files;
      form.requestSubmit();
    });
  }
})();
