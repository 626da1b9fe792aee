/** The pictogram of a category, by the key the API gives it. */
import {
  IconBox,
  IconCpu,
  IconCube3dSphere,
  IconCut,
  IconDeviceLaptop,
  IconDoor,
  IconFlare,
  IconHammer,
  IconNeedleThread,
  IconScan,
  IconTool,
  IconTools,
  type Icon,
} from '@tabler/icons-react';

const ICONS: Record<string, Icon> = {
  laser: IconFlare,
  printer3d: IconCube3dSphere,
  cnc: IconTools,
  electronics: IconCpu,
  woodwork: IconHammer,
  textile: IconNeedleThread,
  vinyl: IconCut,
  scanner: IconScan,
  computer: IconDeviceLaptop,
  room: IconDoor,
  kit: IconBox,
};

export function CategoryIcon({ icon, size = 24 }: { icon: string; size?: number }) {
  const Sign = ICONS[icon] ?? IconTool;
  return <Sign size={size} stroke={1.5} aria-hidden />;
}
