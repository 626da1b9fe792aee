export default function TimeFirstPage() {
  return null;
}
