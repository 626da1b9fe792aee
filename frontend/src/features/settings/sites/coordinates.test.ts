import { describe, expect, it } from 'vitest';
import { coordinates } from './coordinates';

const BEN_TRE = { latitude: 10.2434, longitude: 106.3757 };

describe('coordinates', () => {
  it.each([
    '10.2434, 106.3757',
    ' 10.2434 106.3757 ',
    '10,2434; 106,3757',
    'https://www.google.com/maps/place/X/@9.9,105.1,17z/data=!3m1!4b1!3d10.2434!4d106.3757',
    'https://www.google.com/maps?q=10.2434,106.3757',
    'https://www.google.com/maps/@10.2434,106.3757,15z',
    'https://www.openstreetmap.org/?mlat=10.2434&mlon=106.3757#map=15/1.5/2.5',
    'https://www.openstreetmap.org/#map=15/10.2434/106.3757',
  ])('understands %s', (text) => {
    expect(coordinates(text)).toEqual(BEN_TRE);
  });

  it.each(['', 'Bến Tre', '10.2434', '91, 106', '10, 181', 'https://example.org/10.2434,106.3757'])(
    'makes nothing of %s',
    (text) => {
      expect(coordinates(text)).toBeNull();
    },
  );
});
