export type Language = 'zh' | 'en';
export type Format = 'pdf' | 'xlsx' | 'ods' | 'csv' | 'ofd' | 'svg' | 'png' | 'docx';
export interface Words { zh?: string; en?: string }

/** Data of a document: a value, or the bytes of a file whose `name` ends with .json, .yaml or .xlsx. */
export type Data = Record<string, unknown> | Uint8Array | ArrayBuffer;

export interface Message {
  id: string;
  severity: 'error' | 'warning' | 'note';
  message: string;
  hint?: string;
  /** `pointer`: JSON pointer of the value, also of one that is missing. */
  data?: { pointer?: string; file?: string; line?: number; column?: number };
}
export interface Report { diagnostics: Message[]; errors: number; warnings: number }
export interface Document { bytes: Uint8Array; type: string; name: string; pages: number; warnings: number }
export interface Kind { kind: string; title: Words; version?: string; source?: Words; outputs: ('pdf' | 'xlsx')[]; gathers?: string[]; web?: boolean }
export interface Field {
  pointer: string;
  type: string[];
  required: boolean;
  title?: Words;
  description?: Words;
  [member: string]: unknown;
}
export interface Form {
  input: string;
  kind: string;
  edition: string;
  ok: boolean;
  bytes?: number;
  sha256?: string;
  data?: Record<string, unknown>;
  part?: string;
}
export interface Forms { files: Form[]; report: Report }

export interface DataOptions {
  /** Of bytes: its ending says what they are. */
  name?: string;
  /** Files that the data names, such as pictures. */
  files?: Record<string, Uint8Array>;
}
export interface CheckOptions extends DataOptions { depth?: 'values' | 'full'; profile?: string; strict?: boolean }
export interface RenderOptions extends DataOptions {
  format?: Format;
  fillable?: boolean;
  attachData?: boolean;
  strict?: boolean;
  page?: number;
  dpi?: number;
  ofdProfile?: 'archive' | 'plain';
  sheet?: string;
  encoding?: 'utf-8' | 'gb18030';
}

export interface FillOptions {
  /** Of bytes: its ending says what they are. */
  name?: string;
  /** JSON pointers into the data by the names of the fields. */
  map?: Data;
  mapName?: string;
  /** The fields become part of the pages. */
  flatten?: boolean;
  strict?: boolean;
}
export interface FormField { name: string; type: string; pages: number[]; [member: string]: unknown }
export interface FormFields { fields: FormField[]; values: Record<string, unknown> }
export interface ConvertOptions {
  /** Default: pdf. `png` and `svg` are of one page. */
  format?: 'pdf' | 'png' | 'svg' | 'txt';
  page?: number;
  dpi?: number;
  strict?: boolean;
}

/** A refusal of the service. */
export class GongwenError extends Error {
  /** The HTTP status. */
  readonly status: number;
  /** The sort of the problem, such as `invalid-data`: docs/SERVICE.md. */
  readonly id: string;
  /** The remedy, for programmers. */
  readonly detail?: string;
  /** The number of the request in the log. */
  readonly reference?: string;
  readonly report?: Report;
  readonly diagnostics: Message[];
}

export interface ClientOptions {
  /** The address of the service, `http://localhost:8080`; or: */
  url?: string;
  /** The path of its Unix socket. */
  socket?: string;
  /** A key: `gongwen key add`. */
  key?: string;
  /** Of messages; default: zh. */
  language?: Language;
  /** Milliseconds without an answer after which a call fails; default: 60,000. */
  timeout?: number;
}

export interface Answer { status: number; headers: Record<string, string | string[] | undefined>; bytes: Uint8Array }
export interface RequestOptions {
  query?: Record<string, string | number | boolean | undefined>;
  body?: Uint8Array;
  /** The content type of the body. */
  type?: string;
  headers?: Record<string, string>;
}

export class Gongwen {
  constructor(options: ClientOptions);
  /** Any request of docs/API.md. */
  request(method: string, address: string, options?: RequestOptions): Promise<Answer>;
  kinds(): Promise<Kind[]>;
  /** The fields of the data of a kind. */
  describe(kind: string): Promise<Field[]>;
  /** The JSON Schema of the data of a kind. */
  schema(kind: string): Promise<Record<string, unknown>>;
  /** The form of a kind for pages of your own. */
  form(kind: string): Promise<Record<string, unknown>>;
  /** The form without data, to be filled in. */
  blank(kind: string, options?: { format?: 'pdf' | 'xlsx' | 'ofd'; fillable?: boolean }): Promise<Document>;
  /** Messages about the data. */
  check(kind: string, data: Data, options?: CheckOptions): Promise<Report>;
  render(kind: string, data: Data, options?: RenderOptions): Promise<Document>;
  /** Reads a returned form, PDF, workbook or Word file, back into data. */
  extract(form: Uint8Array | ArrayBuffer, options?: { name?: string; kind?: string; check?: boolean }): Promise<Forms>;
  /** Fills in a PDF form of any origin by the names of its fields. */
  fill(form: Uint8Array | ArrayBuffer, data: Data, options?: FillOptions): Promise<Document>;
  /** The fields of such a form, and the values in them by name, as `fill` takes them. */
  formFields(form: Uint8Array | ArrayBuffer): Promise<FormFields>;
  /** Shows an OFD file of any program. Seals are shown, not verified; what is not shown as the file has it is a warning. */
  convert(file: Uint8Array | ArrayBuffer, options?: ConvertOptions): Promise<Document>;
  /** Whether a worker is free. */
  isReady(): Promise<boolean>;
}

export interface OwnService extends Gongwen {
  /** Ends the service. */
  close(): Promise<void>;
}
/** Starts a service for this program alone. `program` is that of gongwen; `options` are further words for `gongwen serve`. */
export function startService(options?: { program?: string; options?: string[]; language?: Language; timeout?: number }): Promise<OwnService>;
