interface Props {
  id: string;
  onBook: (span?: { starts_at: string; ends_at: string }) => void;
}

export function MachinePage(_props: Props) {
  return null;
}
