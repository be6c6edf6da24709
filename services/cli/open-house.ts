// Claims a data folder and opens the whole program over it, or says who has it.
import { openRuleBook, type RuleBook } from '../main.ts';
import { openEmbedded } from '../platform/clickhouse-embedded.ts';
import { claimDataFolder, type DataFolder, type Owner } from '../platform/data-folder.ts';
import { Failure } from './failure.ts';
import { type FurnishOptions, furnish, type House } from './furnish.ts';

/** The program open over its data folder. */
export interface FolderHouse extends House {
  readonly folder: DataFolder;
}

export interface HouseOptions extends FurnishOptions {
  readonly dir: string;
}

/** Every rule the program judges by; any mistake in them is a Failure. */
export async function readRules(): Promise<RuleBook> {
  const rules = await openRuleBook();
  if (!rules.ok) throw new Failure(rules.problems);
  return rules.value;
}

/** The folder's house, or its live owner when another process has it. Rules are checked before anything is claimed. */
export async function openHouse(options: HouseOptions): Promise<FolderHouse | { readonly owner: Owner }> {
  const rules = await readRules();
  const claim = await claimDataFolder(options.dir);
  if (!claim.ok) {
    if (claim.owner) return { owner: claim.owner };
    throw new Failure([claim.problem]);
  }
  const { folder } = claim;
  try {
    const house = await furnish(await openEmbedded(folder.storeDir), rules, options);
    const close = async () => {
      await house.close();
      await folder.release();
    };
    return { ...house, folder, close };
  } catch (error) {
    await folder.release();
    throw error;
  }
}
