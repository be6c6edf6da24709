-- How a clock stands after its last change, from the scalars of its row.
            last_due AS deadline,
            last_late AS was_late,
            last_sign AS sign,
            last_base AS base,
            last_started_at AS started_at,
            last_stopped_at AS stopped_at
