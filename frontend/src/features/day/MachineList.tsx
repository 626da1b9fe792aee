import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ResourceCard } from '../../api/contract';
import { Panel } from '../../ui/Panel';
import classes from './day.module.css';

interface Props {
  machines: ResourceCard[];
  onBroken: (machine: { id: string; name: string }) => void;
}

/** The machines that work, each with a way to say that it does not. */
export function MachineList({ machines, onBroken }: Props) {
  const { t } = useTranslation('day');
  const working = machines.filter((machine) => machine.state === 'in_order');
  if (working.length === 0) return null;
  return (
    <Panel title={t('machines')} aside={<span className="figures">{working.length}</span>}>
      <ul className={classes.machines}>
        {working.map((machine) => (
          <li key={machine.id} className={classes.machine}>
            <Link to="/may/$id" params={{ id: machine.id }}>
              {machine.name}
            </Link>
            <Button
              size="md"
              variant="default"
              aria-label={t('fault.machine_name', { name: machine.name })}
              onClick={() => onBroken(machine)}
            >
              {t('fault.open')}
            </Button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
