// Fills in forms with programs of the JavaScript world: node fill.mjs < JOBS. A job is a line of words with tabs between
// them: pdfjs|pdf-lib|pdf-lib-plain|pdfium-type|pdfium-paste IN OUT VALUES.json FONT.ttf. Each is answered by a line: "done", or what
// went wrong.
// VALUES: texts by field name; true ticks a box; a number chooses a radio button. FONT: what pdf-lib sets texts in, and
// what PDFium takes for the font of the system.
import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";

console.log = console.error;  // the answers are alone on the standard output

async function fillWithPdfJs({ bytes, values }) {
  const { getDocument } = await import("pdfjs-dist/legacy/build/pdf.mjs");
  const document = await getDocument({ data: bytes, useSystemFonts: false, verbosity: 0 }).promise;
  const seen = {};  // radio buttons by name of their field
  for (let number = 1; number <= document.numPages; number++) {
    const page = await document.getPage(number);
    for (const annotation of await page.getAnnotations()) {
      const name = annotation.fieldName, value = values[name];
      if (value === undefined) continue;
      const place = (seen[name] = (seen[name] ?? -1) + 1);
      const chosen = typeof value === "number" ? place === value : value;
      document.annotationStorage.setValue(annotation.id, { value: chosen });
    }
  }
  return document.saveDocument();
}

async function fillWithPdfLib({ bytes, values, fontFile }) {
  const { PDFDocument, PDFTextField, PDFCheckBox, PDFRadioGroup, PDFDropdown } = await import("pdf-lib");
  const fontkit = (await import("@pdf-lib/fontkit")).default;
  const document = await PDFDocument.load(bytes);
  document.registerFontkit(fontkit);
  const font = await document.embedFont(readFileSync(fontFile), { subset: false });
  const form = document.getForm();
  for (const field of form.getFields()) {
    const value = values[field.getName()];
    if (value === undefined) continue;
    if (field instanceof PDFTextField) field.setText(value);
    if (field instanceof PDFCheckBox && value) field.check();
    if (field instanceof PDFRadioGroup) field.select(field.getOptions()[value]);
    if (field instanceof PDFDropdown) field.select(value);
    if (field instanceof PDFTextField || field instanceof PDFDropdown) field.updateAppearances(font);
  }
  return document.save();
}

/** As the examples of pdf-lib write it: no font, no options, texts alone. Saving draws whatever field has no look. */
async function fillPlainlyWithPdfLib({ bytes, values }) {
  const { PDFDocument } = await import("pdf-lib");
  const document = await PDFDocument.load(bytes);
  const form = document.getForm();
  for (const [name, value] of Object.entries(values)) form.getTextField(name).setText(value);
  return document.save();
}

async function fillWithPdfium({ bytes, values, fontFile }, enter) {
  const { Viewer } = await import("./pdfium.mjs");
  const viewer = await Viewer.open(bytes, { systemFont: fontFile });
  viewer.fill(values, enter);
  return viewer.save();
}

const tools = {
  pdfjs: fillWithPdfJs,
  "pdf-lib": fillWithPdfLib,
  "pdf-lib-plain": fillPlainlyWithPdfLib,
  "pdfium-type": (job) => fillWithPdfium(job, "type"),
  "pdfium-paste": (job) => fillWithPdfium(job, "paste"),
};

for await (const line of createInterface({ input: process.stdin })) {
  const [tool, input, output, valuesFile, fontFile] = line.split("\t");
  try {
    const values = JSON.parse(readFileSync(valuesFile, "utf8"));
    const bytes = new Uint8Array(readFileSync(input));
    writeFileSync(output, await tools[tool]({ bytes, values, fontFile }));
    process.stdout.write("done\n");
  } catch (error) {
    process.stdout.write(`${String(error.stack ?? error).replaceAll("\n", " ")}\n`);
  }
}
