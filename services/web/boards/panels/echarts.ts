// What of ECharts the page draws with; loaded only once a chart is shown.
import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([
  BarChart,
  LineChart,
  GridComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TooltipComponent,
  SVGRenderer,
]);

export const createChart = (element: HTMLElement) => init(element, null, { renderer: 'svg' });
export type Chart = ReturnType<typeof createChart>;
