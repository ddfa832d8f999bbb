// A workshop for fresh runs whose modules are loaded ahead, with a look at what is.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '../../../backend/fresh/plan.ts';
import { until } from '../../until.ts';
import { FreshShop } from './fresh-shop.ts';

const limit = 20_000;

export class AheadShop extends FreshShop {
  /** Of all groups, as their templates show them. */
  private get plans(): Plan[] {
    const files = this.groups.map((group) => join(group, 'ahead'));
    return files
      .filter((file) => existsSync(file))
      .map((file) => JSON.parse(readFileSync(file, 'utf8')));
  }

  planOf(script: string): Plan | undefined {
    return this.plans.find((plan) => plan.script === script);
  }

  override fresh(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    return super.fresh(['--ahead', ...args], env);
  }

  /** @returns what it prints */
  ran(script: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): string {
    const { out, err, code } = this.fresh([script, ...args], env);
    assert.deepEqual([err, code], ['', 0]);
    return out;
  }

  /** Runs until what can be is loaded ahead. */
  async learned(script: string, env: NodeJS.ProcessEnv = {}): Promise<Plan> {
    this.ran(script, ['first'], env);
    await until('there is a template', limit, () => this.planOf(script) !== undefined);
    return this.planOf(script) as Plan;
  }
}
