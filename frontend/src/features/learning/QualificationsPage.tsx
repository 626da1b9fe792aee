export default function QualificationsPage() {
  return null;
}
