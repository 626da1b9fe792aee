/**
 * The start of the page. What the server has put into it is drawn at once, by a few kilobytes of code;
 * the application is fetched meanwhile, draws the same and takes over.
 */
import { jsx } from 'react/jsx-runtime';
import '../styles';
import { peekAnswer } from '../api/answers';
import type { Region, Session } from '../api/contract';
import { showScheme } from '../app/scheme';
import { bundles, preferredLanguage } from '../i18n/language';
import { PHONE } from '../timeline/asked';
import { fetchPage } from './ahead';
import { draw } from './dom';
import { Frame } from './Frame';
import { lookOf } from './look';
import { Timetable } from './Timetable';

/** Draws the page's frame and then, where it is the timetable, its rows. Nothing without the server's answers. */
async function firstLook(root: Element): Promise<void> {
  const region = peekAnswer('/api/region') as Region | undefined;
  const session = peekAnswer('/api/session') as Session | undefined;
  if (!region || !session) return;
  const language = preferredLanguage();
  const { default: namespaces } = await bundles[language]();
  const look = lookOf(namespaces, language, region, window.matchMedia(PHONE).matches);
  const { pathname, search } = window.location;
  const timetable = pathname === '/lich' ? new Timetable(look, new URLSearchParams(search)) : null;
  draw(root, jsx(Frame, { look, region, session, path: pathname, children: timetable?.tools() }));
  const rows = root.querySelector('[data-rows]');
  if (!timetable || !rows) return;
  // Two steps: the frame is on the screen while the rows are worked out.
  await drawn();
  const grid = document.createElement('div');
  draw(grid, timetable.rows());
  rows.replaceWith(...grid.childNodes);
}

/** After the browser has drawn what stands there now. */
const drawn = () =>
  new Promise<void>((done) => {
    if (document.hidden) done();
    else requestAnimationFrame(() => setTimeout(done));
  });

async function start(): Promise<void> {
  const root = document.getElementById('root');
  if (!root) throw new Error('index.html has no #root');
  showScheme();
  try {
    await firstLook(root);
  } catch (error) {
    // The application draws the page by itself, a little later.
    root.replaceChildren();
    console.debug('no first look', error);
  }
  await drawn();
  const application = import('../main');
  fetchPage(window.location.pathname);
  await application;
}

void start();
