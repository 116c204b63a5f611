// PDFium, the engine of the viewers of Chrome and Edge, driven as a person drives them: clicks, key strokes, choices.
import { readFileSync } from "node:fs";
import { init } from "@embedpdf/pdfium";

const WASM = new URL("pdfium.wasm", import.meta.resolve("@embedpdf/pdfium"));
// fpdf_formfill.h, fpdfview.h
const Kind = { CHECK_BOX: 2, RADIO: 3, COMBO: 4, TEXT: 6 };
const EDITABLE_COMBO = 1 << 18;
const DRAW_ANNOTATIONS = 1;
const RETURN_KEY = 13;

/// Memory of the engine, which JavaScript lends and gives back.
class Memory {
  constructor(pdfium) {
    this.pdfium = pdfium;
  }
  get bytes() {
    return this.pdfium.HEAPU8;
  }
  copy(bytes) {
    const place = this.pdfium.wasmExports.malloc(bytes.length);
    this.bytes.set(bytes, place);
    return place;
  }
  with(size, use) {
    const place = this.pdfium.wasmExports.malloc(size);
    try {
      return use(place);
    } finally {
      this.pdfium.wasmExports.free(place);
    }
  }
  /// Calls `ask(buffer, bytes)` as PDFium's functions want it: for the length first, then for UTF-16LE with a NUL.
  text(ask) {
    const size = ask(0, 0);
    return this.with(size, (place) => {
      ask(place, size);
      return Buffer.from(this.bytes.slice(place, place + size - 2)).toString("utf16le");
    });
  }
  useText(text, use) {
    const bytes = Buffer.from(text + "\0", "utf16le");
    return this.with(bytes.length, (place) => {
      this.bytes.set(bytes, place);
      return use(place);
    });
  }
}

/// Gives the engine one font as that of the system, for any name and character set (FPDF_SYSFONTINFO).
function installSystemFont(api, memory, file) {
  const { pdfium } = api;
  const font = readFileSync(file);
  const face = Buffer.from("System\0", "latin1");
  const put = (bytes, buffer, size) => {
    if (buffer !== 0 && size >= bytes.length) memory.bytes.set(bytes, buffer);
    return bytes.length;
  };
  const table = (tag) => {
    const count = font.readUInt16BE(4);
    for (let i = 0; i < count; i++) {
      const entry = 12 + 16 * i;
      if (font.readUInt32BE(entry) === tag >>> 0) {
        const start = font.readUInt32BE(entry + 8);
        return font.subarray(start, start + font.readUInt32BE(entry + 12));
      }
    }
    return Buffer.alloc(0);
  };
  const functions = [
    ["vi", () => {}], // Release
    ["vii", () => {}], // EnumFonts
    ["iiiiiiii", () => 1], // MapFont
    ["iii", () => 1], // GetFont
    ["iiiiii", (_self, _font, tag, buffer, size) => put(tag === 0 ? font : table(tag), buffer, size)], // GetFontData
    ["iiiii", (_self, _font, buffer, size) => put(face, buffer, size)], // GetFaceName
    ["iii", () => 134], // GetFontCharset: GB 2312
    ["vii", () => {}], // DeleteFont
  ];
  const info = new Uint32Array([1, ...functions.map(([shape, body]) => pdfium.addFunction(body, shape))]);
  api.FPDF_SetSystemFontInfo(memory.copy(new Uint8Array(info.buffer)));
}

/// A document in a viewer.
export class Viewer {
  /// systemFont: a TrueType file that stands for the fonts of the system; without one there are none.
  static async open(bytes, { systemFont } = {}) {
    const binary = readFileSync(WASM);
    const wasmBinary = binary.buffer.slice(binary.byteOffset, binary.byteOffset + binary.byteLength);
    const api = await init({ wasmBinary });
    api.PDFiumExt_Init();
    const memory = new Memory(api.pdfium);
    if (systemFont) installSystemFont(api, memory, systemFont);
    return new Viewer(api, memory, bytes);
  }

  constructor(api, memory, bytes) {
    this.api = api;
    this.memory = memory;
    this.document = api.FPDF_LoadMemDocument(memory.copy(bytes), bytes.length, "");
    if (!this.document) throw new Error(`PDFium cannot open the file: error ${api.FPDF_GetLastError()}`);
    this.form = api.PDFiumExt_InitFormFillEnvironment(this.document, api.PDFiumExt_OpenFormFillInfo());
    this.pages = Array.from({ length: api.FPDF_GetPageCount(this.document) }, (_, number) => {
      const page = api.FPDF_LoadPage(this.document, number);
      api.FORM_OnAfterLoadPage(page, this.form);
      return page;
    });
  }

  /// The widgets of a page, as the engine sees them.
  widgets(page) {
    const { api, form } = this;
    const found = [];
    for (let i = 0; i < api.FPDFPage_GetAnnotCount(page); i++) {
      const annotation = api.FPDFPage_GetAnnot(page, i);
      const kind = api.FPDFAnnot_GetFormFieldType(form, annotation);
      if (kind < 0) continue;
      const name = this.memory.text((at, size) => api.FPDFAnnot_GetFormFieldName(form, annotation, at, size));
      found.push({ page, annotation, kind, name });
    }
    return found;
  }

  value(widget) {
    return this.memory.text((at, size) => this.api.FPDFAnnot_GetFormFieldValue(this.form, widget.annotation, at, size));
  }

  options(widget) {
    const { api, form } = this;
    return Array.from({ length: api.FPDFAnnot_GetOptionCount(form, widget.annotation) }, (_, i) =>
      this.memory.text((at, size) => api.FPDFAnnot_GetOptionLabel(form, widget.annotation, i, at, size)));
  }

  click(widget) {
    const { api, form } = this;
    const [left, top, right, bottom] = this.memory.with(16, (place) => {
      api.FPDFAnnot_GetRect(widget.annotation, place);
      return new Float32Array(this.memory.bytes.slice(place, place + 16).buffer);
    });
    const at = [form, widget.page, 0, (left + right) / 2, (top + bottom) / 2];
    api.FORM_OnMouseMove(...at);
    api.FORM_OnLButtonDown(...at);
    api.FORM_OnLButtonUp(...at);
  }

  /// As Chrome does it: an event of a key hands over the first UTF-16 unit of what was typed.
  type(widget, text) {
    const { api, form } = this;
    api.FORM_SelectAllText(form, widget.page);
    if (this.value(widget)) this.paste(widget, "");
    for (const character of text) {
      api.FORM_OnChar(form, widget.page, character === "\n" ? RETURN_KEY : character.charCodeAt(0), 0);
    }
  }

  paste(widget, text) {
    this.api.FORM_SelectAllText(this.form, widget.page);
    this.memory.useText(text, (place) => this.api.FORM_ReplaceSelection(this.form, widget.page, place));
  }

  choose(widget, text) {
    const { api, form } = this;
    const index = this.options(widget).indexOf(text);
    if (index < 0) throw new Error(`${widget.name} does not offer ${text}`);
    if (!api.FORM_SetIndexSelected(form, widget.page, index, true)) throw new Error(`${widget.name} refuses ${text}`);
  }

  /// Fills one widget in; returns whether the value is meant for it: each radio button has a number.
  fillWidget(widget, value, enter) {
    const { api, form } = this;
    if (widget.kind === Kind.RADIO && api.FPDFAnnot_GetFormControlIndex(form, widget.annotation) !== value) return false;
    if (widget.kind === Kind.RADIO || widget.kind === Kind.CHECK_BOX) {
      if (!api.FPDFAnnot_IsChecked(form, widget.annotation)) this.click(widget);
      return true;
    }
    if (widget.kind === Kind.COMBO) {
      api.FORM_SetFocusedAnnot(form, widget.annotation);
      const editable = api.FPDFAnnot_GetFormFieldFlags(form, widget.annotation) & EDITABLE_COMBO;
      if (editable && !this.options(widget).includes(value)) this[enter](widget, value);
      else this.choose(widget, value);
    } else if (widget.kind === Kind.TEXT) {
      this.click(widget);
      this[enter](widget, value);
    }
    api.FORM_ForceToKillFocus(form);
    return true;
  }

  /// values: texts by name of field; true ticks a box; a number chooses a radio button. enter: "type" or "paste".
  fill(values, enter = "type") {
    const left = new Set(Object.keys(values));
    for (const page of this.pages) {
      for (const widget of this.widgets(page)) {
        if (left.has(widget.name) && this.fillWidget(widget, values[widget.name], enter)) left.delete(widget.name);
      }
    }
    if (left.size > 0) throw new Error(`no such fields: ${[...left].join(" ")}`);
  }

  save() {
    const { api } = this;
    const writer = api.PDFiumExt_OpenFileWriter();
    if (!api.PDFiumExt_SaveAsCopy(this.document, writer)) throw new Error("PDFium cannot save the document");
    const size = api.PDFiumExt_GetFileWriterSize(writer);
    return this.memory.with(size, (place) => {
      api.PDFiumExt_GetFileWriterData(writer, place, size);
      return this.memory.bytes.slice(place, place + size);
    });
  }

  /// A page with its widgets: { width, height, rgb }, three bytes a pixel.
  draw(number, dotsPerInch) {
    const { api, form } = this;
    const page = this.pages[number];
    const width = Math.round((api.FPDF_GetPageWidthF(page) * dotsPerInch) / 72);
    const height = Math.round((api.FPDF_GetPageHeightF(page) * dotsPerInch) / 72);
    const bitmap = api.FPDFBitmap_Create(width, height, 0);
    api.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xffffffff);
    api.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, DRAW_ANNOTATIONS);
    api.FPDF_FFLDraw(form, bitmap, page, 0, 0, width, height, 0, DRAW_ANNOTATIONS);
    const rgb = Buffer.alloc(width * height * 3);
    const start = api.FPDFBitmap_GetBuffer(bitmap);
    const stride = api.FPDFBitmap_GetStride(bitmap);
    for (let y = 0, to = 0; y < height; y++) {
      for (let from = start + y * stride, end = from + width * 4; from < end; from += 4) {
        for (const channel of [2, 1, 0]) rgb[to++] = this.memory.bytes[from + channel];
      }
    }
    api.FPDFBitmap_Destroy(bitmap);
    return { width, height, rgb };
  }
}
