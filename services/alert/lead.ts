// Who looks after cards, as the rest of the program asks it.
export interface Lead {
  /** Whether this process leads from now on; asked every few seconds. */
  beat(): Promise<boolean>;
  /** Whether it leads at this instant; asked before each thing only a leader does. */
  holds(): Promise<boolean>;
  release(): Promise<void>;
}

/** Of a store that only one process can open. */
export const aloneInLead: Lead = {
  beat: async () => true,
  holds: async () => true,
  release: async () => {},
};
