// Shows what an editor types on the page beside it, 300 ms after the last key. Nothing is saved; at most one form is on its
// way, and the newest wins. Below, frames what differs between two pages. The pages work without this script.
(() => {
  'use strict';

  const form = document.querySelector('form[data-preview]');
  if (!form) return;
  const pictures = [...document.querySelectorAll('img[data-live]')];
  const WAIT = 300;
  let timer = 0;
  let isAsking = false;
  let isLate = false;

  const load = (picture, address) =>
    new Promise((done) => {
      const next = new Image();
      next.onload = () => {
        picture.src = address;
        done();
      };
      next.onerror = done; // what does not work yet leaves the page as it was
      next.src = address;
    });

  const isSeen = (picture) => {
    const place = picture.getBoundingClientRect();
    return place.bottom > 0 && place.top < window.innerHeight;
  };

  const show = async () => {
    if (isAsking) {
      isLate = true;
      return;
    }
    isAsking = true;
    try {
      const answer = await fetch(form.dataset.preview, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
      const { of } = answer.ok ? await answer.json() : {};
      // Pages that are seen come first.
      const order = [...pictures.filter(isSeen), ...pictures.filter((picture) => !isSeen(picture))];
      for (const picture of of ? order : []) {
        await load(picture, `${picture.dataset.live}&of=${of}`);
        if (isLate) break;
      }
    } catch {
      // Without the service the page stays as it was.
    }
    isAsking = false;
    if (isLate) {
      isLate = false;
      show();
    }
  };

  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(show, WAIT);
  });
})();

(() => {
  'use strict';

  const WIDTH = 480; // of what is compared, in px
  const TILE = 8;
  const GAP = 3; // tiles without a difference within a framed place
  const NOTABLE = 48; // of 255: less is smoothing

  const pixels = (picture, height) => {
    const canvas = document.createElement('canvas');
    canvas.width = WIDTH;
    canvas.height = height;
    const context = canvas.getContext('2d', { willReadFrequently: true });
    context.fillStyle = '#fff';
    context.fillRect(0, 0, WIDTH, height);
    context.drawImage(picture, 0, 0, WIDTH, (WIDTH * picture.naturalHeight) / picture.naturalWidth);
    return context.getImageData(0, 0, WIDTH, height).data;
  };

  /// The columns of tiles that differ in a row of tiles.
  const differing = (one, other, height, top) => {
    const found = [];
    for (let left = 0; left < WIDTH; left += TILE) {
      let most = 0;
      for (let y = top; y < Math.min(top + TILE, height); ++y) {
        for (let x = left; x < Math.min(left + TILE, WIDTH); ++x) {
          const at = 4 * (y * WIDTH + x);
          for (let i = at; i < at + 3; ++i) most = Math.max(most, Math.abs(one[i] - other[i]));
        }
      }
      if (most >= NOTABLE) found.push(left);
    }
    return found;
  };

  /// Places from above to below, each as wide as what differs in it.
  const places = (one, other, height) => {
    const found = [];
    for (let top = 0; top < height; top += TILE) {
      const columns = differing(one, other, height, top);
      if (columns.length === 0) continue;
      const left = columns[0];
      const right = columns[columns.length - 1] + TILE;
      const last = found[found.length - 1];
      if (last && top - last.bottom <= GAP * TILE) {
        last.bottom = top + TILE;
        last.left = Math.min(last.left, left);
        last.right = Math.max(last.right, right);
      } else {
        found.push({ top, bottom: top + TILE, left, right });
      }
    }
    return found;
  };

  const frame = (picture, place) => {
    const height = (WIDTH * picture.naturalHeight) / picture.naturalWidth;
    const mark = document.createElement('span');
    mark.className = 'changed';
    mark.style.left = `${(100 * place.left) / WIDTH}%`;
    mark.style.width = `${(100 * (place.right - place.left)) / WIDTH}%`;
    mark.style.top = `${(100 * place.top) / height}%`;
    mark.style.height = `${(100 * (place.bottom - place.top)) / height}%`;
    picture.after(mark);
  };

  const compare = (pair) => {
    const pictures = [...pair.querySelectorAll('img')];
    // A page that only one of the two forms has stands alone.
    if (pictures.length !== 2 || pictures.some((picture) => !picture.complete || picture.naturalWidth === 0)) return;
    const height = Math.ceil(Math.max(...pictures.map((one) => (WIDTH * one.naturalHeight) / one.naturalWidth)));
    const found = places(pixels(pictures[0], height), pixels(pictures[1], height), height);
    for (const place of found) pictures.forEach((picture) => frame(picture, place));
    const words = document.createElement('p');
    words.textContent = found.length === 0 ? pair.dataset.same : `${pair.dataset.changed} ${found.length}`;
    pair.before(words);
  };

  for (const pair of document.querySelectorAll('.pair[data-changed]')) {
    const pictures = [...pair.querySelectorAll('img')];
    let waiting = pictures.filter((picture) => !picture.complete).length;
    if (waiting === 0) compare(pair);
    for (const picture of pictures.filter((one) => !one.complete)) {
      picture.addEventListener('load', () => {
        waiting -= 1;
        if (waiting === 0) compare(pair);
      });
    }
  }
})();
