import { defineConfig } from "vitest/config";
import { budget } from "./scripts/budget.ts";
import { compress } from "./scripts/compress.ts";
import { shapeFiles } from "./scripts/shapes.ts";

const entry = (area: string): string => `src/${area}/main.ts`;

export default defineConfig({
  // Relative addresses: the files work under whatever address the portal serves them from.
  base: "./",
  build: {
    outDir: "dist",
    manifest: "manifest.json",
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    rolldownOptions: { input: [entry("explorer"), entry("site"), entry("imports"), entry("curation"), entry("charts"), entry("compare"), entry("embed"), entry("report"), entry("review"), entry("rooms"), entry("awards"), entry("news"), entry("home"), entry("goal"), entry("checkin"), "src/checkin/worker.ts"] },
  },
  plugins: [
    {
      name: "karta-shapes",
      apply: "build",
      generateBundle() {
        for (const [fileName, source] of Object.entries(shapeFiles())) this.emitFile({ type: "asset", fileName, source });
      },
    },
    budget({ list: 80, view: 660 }), // 120 and 700 less the page's HTML, 36 kB
    compress(),
  ],
  test: { include: ["src/**/*.test.ts", "scripts/**/*.test.ts"], environment: "happy-dom" },
});
