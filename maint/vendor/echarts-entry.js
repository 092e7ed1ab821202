// Only what chart.js draws; each part left out is weight that a station's line need not carry.
import * as core from "echarts/core";
import { BarChart, LineChart, PieChart, SunburstChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";

core.use([BarChart, LineChart, PieChart, SunburstChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

export const init = core.init;
