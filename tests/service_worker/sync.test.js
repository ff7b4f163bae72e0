/** D1 to D4, D8, D9: getting the guide and what is new of it, whatever goes wrong on the way. */

import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import test from "node:test";

import { Chance, hashAtOnce } from "./fakes.js";
import { World } from "./sync_model.js";

const SCHEDULES = Number(process.env.PARASOL_SCHEDULES || 2000);
const SEED = Number(process.env.PARASOL_SEED || randomInt(2 ** 31));
const MOST_STEPS = 14;

hashAtOnce();

/**
 * @param {number} seed
 * @returns {Promise<void>}
 */
async function tellStory(seed) {
  const chance = new Chance(seed);
  const world = new World(chance);
  try {
    for (let steps = 2 + chance.below(MOST_STEPS); steps > 0; steps -= 1) {
      await world.step();
    }
  } catch (error) {
    const story = world.story.map((line) => `  ${line}`).join("\n");
    const again = `PARASOL_SCHEDULES=1 PARASOL_SEED=${seed}`;
    throw new Error(`${again}\n${story}\n  then: ${/** @type {Error} */ (error).message}`, { cause: error });
  }
}

test(`${SCHEDULES} stories of edits, faults and crashes leave one whole release (seed ${SEED})`, async () => {
  for (let number = 0; number < SCHEDULES; number += 1) {
    await tellStory(SEED + number);
  }
});
