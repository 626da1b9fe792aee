import { describe, expect, it } from 'vitest';
import { faultOf, ownPhoto, smallPhoto } from './photo';

const file = (name: string, type: string, size = 10) => new File(['x'.repeat(size)], name, { type });

describe('photos', () => {
  it('are shown from this server only', () => {
    expect(ownPhoto('/media/1')).toBe('/media/1');
    expect(ownPhoto('https://example.org/a.jpg')).toBeNull();
    expect(ownPhoto('//example.org/a.jpg')).toBeNull();
    expect(ownPhoto(null)).toBeNull();
  });

  it('have a small rendition where the server keeps them', () => {
    expect(smallPhoto('/media/1')).toBe('/media/1/small');
    expect(smallPhoto('/api/outages/1/photo/2')).toBe('/api/outages/1/photo/2/small');
    expect(smallPhoto('/static/a.jpg')).toBe('/static/a.jpg');
  });

  it('are refused before they are sent where that can be seen', () => {
    expect(faultOf(file('a.jpg', 'image/jpeg'))).toBeNull();
    expect(faultOf(file('a.webp', ''))).toBeNull();
    expect(faultOf(file('IMG_1.HEIC', ''))).toBe('heic');
    expect(faultOf(file('a', 'image/heif'))).toBe('heic');
    expect(faultOf(file('a.txt', 'text/plain'))).toBe('no_picture');
    expect(faultOf(file('a.svg', 'image/svg+xml'))).toBe('no_picture');
    expect(faultOf(file('a.jpg', 'image/jpeg', 10 * 2 ** 20 + 1))).toBe('too_large');
    expect(faultOf(file('a.jpg', 'image/jpeg', 10 * 2 ** 20))).toBeNull();
  });
});
