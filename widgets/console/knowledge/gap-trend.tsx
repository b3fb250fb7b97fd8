/** How often a group of questions came in each of the last twelve weeks: in words and as bars. */

import { t } from "../../shared/strings.ts";

const LATELY = 4; // weeks that are compared with as many before
const BAR = 8; // pixels from bar to bar
const HIGH = 24; // pixels

export function GapTrend({ weeks }: { weeks: readonly number[] }) {
  const now = sum(weeks.slice(-LATELY));
  const before = sum(weeks.slice(-2 * LATELY, -LATELY));
  const most = Math.max(1, ...weeks);
  const words = { now, before };
  return (
    <p class="gap-trend soft">
      <svg width={weeks.length * BAR} height={HIGH} aria-hidden="true" focusable="false">
        {weeks.map((count, week) => {
          const high = Math.max(count > 0 ? 3 : 1, (count / most) * HIGH);
          return (
            <rect key={week} x={week * BAR} y={HIGH - high} width={BAR - 2} height={high} />
          );
        })}
      </svg>{" "}
      {now > before
        ? t("Naik: {now} dalam 4 minggu ini, {before} dalam 4 minggu sebelumnya", words)
        : now < before
          ? t("Turun: {now} dalam 4 minggu ini, {before} dalam 4 minggu sebelumnya", words)
          : t("Tetap: {now} dalam 4 minggu ini, {before} dalam 4 minggu sebelumnya", words)}
    </p>
  );
}

function sum(counts: readonly number[]): number {
  return counts.reduce((one, other) => one + other, 0);
}
