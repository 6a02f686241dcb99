import { describe, expect, test } from "vitest";
import { contactAt, momentNow, serverNow } from "./clock.ts";

const HOUR = 3_600_000;

describe("a device whose clock is an hour ahead", () => {
  const contact = contactAt(1_000_000, 1_000_000 + HOUR - 100, 1_000_000 + HOUR + 100, 500, 7);

  test("is known to be so after one contact", () => {
    expect(contact.offset).toBe(-HOUR);
    expect(contact.server).toBe(1_000_100);
  });

  test("tells the server's time by the clock that only counts, even when somebody sets the other", () => {
    const set = 5_000_000_000;
    expect(serverNow(contact, set, 500 + 2 * HOUR, 7)).toBe(1_000_100 + 2 * HOUR);
    expect(momentNow(contact, set, 500 + 2 * HOUR, 7)).toEqual({ at: set, contact: 1_000_100, elapsed: 2 * HOUR, offset: -HOUR });
  });

  test("after a restart of the page tells it by the offset", () => {
    expect(serverNow(contact, 1_000_000 + 3 * HOUR, 5, 8)).toBe(1_000_000 + 2 * HOUR);
    expect(momentNow(contact, 9, 5, 8)).toEqual({ at: 9, contact: null, elapsed: null, offset: -HOUR });
  });
});

test("without any contact there is only the device's clock", () => {
  expect(momentNow(null, 42, 1, 1)).toEqual({ at: 42, contact: null, elapsed: null, offset: null });
  expect(serverNow(null, 42, 1, 1)).toBe(42);
});
