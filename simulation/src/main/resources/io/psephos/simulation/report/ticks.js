// Round numbers for axes, and room for labels.
"use strict";
const ticks = (() => {
  // The round number that cuts the span into so many pieces at most.
  function step(span, most) {
    const rough = span / most;
    const power = 10 ** Math.floor(Math.log10(rough));
    return [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= rough * 0.999);
  }

  function linearTicks(min, max, most, whole) {
    const by = whole ? Math.max(1, step(max - min, most)) : step(max - min, most);
    const ticks = [];
    for (let i = Math.ceil(min / by - 1e-9); i * by <= max + by * 1e-9; i++) {
      ticks.push(Number((i * by).toPrecision(12)));
    }
    return ticks;
  }

  function logarithmicTicks(min, max, most) {
    const within = (factors) => {
      const ticks = [];
      for (let k = Math.floor(Math.log10(min)); k <= Math.ceil(Math.log10(max)); k++) {
        factors.forEach((factor) => ticks.push(Number((factor * 10 ** k).toPrecision(3))));
      }
      return ticks.filter((tick) => tick >= min * 0.999 && tick <= max * 1.001);
    };
    const fits = [[1, 2, 5], [1, 3], [1]].map(within).find((ticks) => ticks.length <= most) ?? within([1]);
    return fits.length >= 2 ? fits : linearTicks(min, max, most, false);
  }

  // The range of an axis: out to the next tick, but not past where values end.
  function roomy(min, max, measure) {
    if (!(max > min)) {
      const half = Math.abs(min) * 0.05 || 0.05;
      return [Math.max(measure.least, min - half), Math.min(measure.most, max + half)];
    }
    const by = step(max - min, 5);
    return [
      Math.max(measure.least, Math.floor(min / by + 1e-9) * by),
      Math.min(measure.most, Math.ceil(max / by - 1e-9) * by),
    ];
  }

  // The places nearest to the wanted ones, which rise, that are apart by the height and between top and bottom.
  function spread(wanted, height, top, bottom) {
    const groups = [];
    wanted.forEach((y) => {
      groups.push({ sum: y, count: 1 });
      for (let i = groups.length - 1; i > 0 && from(groups[i]) < from(groups[i - 1]) + height * groups[i - 1].count; i--) {
        const [last] = groups.splice(i);
        groups[i - 1].sum += last.sum - last.count * groups[i - 1].count * height;
        groups[i - 1].count += last.count;
      }
    });
    return groups.flatMap((group) => Array.from({ length: group.count }, (_, i) => from(group) + i * height));

    // The place of a group's first, whose others follow in steps of the height.
    function from(group) {
      return Math.min(Math.max(group.sum / group.count, top), bottom - height * (group.count - 1));
    }
  }

  return { linearTicks, logarithmicTicks, roomy, spread };
})();
