import { Button } from '@mantine/core';
import { IconDownload, IconTable } from '@tabler/icons-react';
import { useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../ui/Panel';
import { csvOf, download, type Cell } from './csv';
import classes from './statistics.module.css';

interface Props {
  /** the question that the figure answers */
  title: string;
  /** the answer in a sentence */
  reading: string;
  /** the same figures as a table; figures as they are, for the file */
  head: string[];
  rows: Cell[][];
  /** of the file, without its ending */
  file: string;
  children: ReactNode;
}

/** A plot with the question it answers, its reading, and the same figures as a table and a file. */
export function Figure({ title, reading, head, rows, file, children }: Props) {
  const { t } = useTranslation('statistics');
  const [open, setOpen] = useState(false);
  const table = useId();
  const actions = (
    <div className={classes.actions}>
      <Button
        size="compact-md"
        variant="subtle"
        leftSection={<IconTable size={16} aria-hidden />}
        aria-expanded={open}
        aria-controls={table}
        onClick={() => setOpen(!open)}
      >
        {t(open ? 'figure.hide' : 'figure.table')}
        <span className="visually-hidden">: {title}</span>
      </Button>
      <Button
        size="compact-md"
        variant="subtle"
        leftSection={<IconDownload size={16} aria-hidden />}
        onClick={() => download(`${file}.csv`, csvOf(head, rows))}
      >
        CSV<span className="visually-hidden">: {title}</span>
      </Button>
    </div>
  );
  return (
    <Panel title={title} aside={rows.length > 0 && actions}>
      <p className={classes.caption}>{reading}</p>
      {rows.length > 0 && <div className={classes.plot}>{children}</div>}
      <div id={table} hidden={!open}>
        {open && (
          // Wider than a phone, so the keyboard must be able to scroll it.
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          <div className={classes.table} role="region" aria-label={title} tabIndex={0}>
            <Rows caption={title} head={head} rows={rows} />
          </div>
        )}
      </div>
    </Panel>
  );
}

function Rows({ caption, head, rows }: { caption: string; head: string[]; rows: Cell[][] }) {
  return (
    <table>
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          {head.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.slice(0, 2).join(' ')}>
            {row.map((value, index) => (
              <td key={head[index]}>{value}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
