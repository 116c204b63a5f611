// Draws a page as PDFium shows it: node draw.mjs IN OUT.pgm|OUT.ppm DPI PAGE [FONT.ttf], in gray or in colour.
import { readFileSync, writeFileSync } from "node:fs";
import { Viewer } from "./pdfium.mjs";

const [input, output, dotsPerInch, page, systemFont] = process.argv.slice(2);
const viewer = await Viewer.open(new Uint8Array(readFileSync(input)), { systemFont });
const { width, height, rgb } = viewer.draw(Number(page) - 1, Number(dotsPerInch));

function gray() {
  const out = Buffer.alloc(width * height);
  for (let i = 0; i < out.length; i++) out[i] = 0.299 * rgb[3 * i] + 0.587 * rgb[3 * i + 1] + 0.114 * rgb[3 * i + 2];
  return out;
}

const isGray = output.endsWith(".pgm");
const head = `${isGray ? "P5" : "P6"}\n${width} ${height}\n255\n`;
writeFileSync(output, Buffer.concat([Buffer.from(head), isGray ? gray() : rgb]));
