-- Whether three quarters of the limit are used, or of the time to a deadline that is a date.
            ifNull(
                if(isNull(limit_ticks),
                   4 * (toUnixTimestamp64Milli({as_of:DateTime64(3, 'UTC')}) - toUnixTimestamp64Milli(started_at))
                       >= 3 * (toUnixTimestamp64Milli(deadline) - toUnixTimestamp64Milli(started_at)),
                   4 * elapsed_ticks >= 3 * limit_ticks), false)
