// The engine: renders, checks, reads back and collects documents of the kinds that its bundles define.
// docs/ARCHITECTURE.md lists the other public headers.
//   gongwen::Engine engine;
//   auto rendering = engine.render_files("monthly-bulletin", {"2024-02.json"}, {{"2024-02.pdf"}, {"2024-02.xlsx"}});
//   if (!rendering.report.ok()) std::cerr << rendering.report.text(gongwen::Language::English);
// Any number of threads may use an engine at once. It compiles a kind on first use, and keeps it.
#pragma once

#include "gongwen/collected.h"
#include "gongwen/export.h"
#include "gongwen/form.h"
#include "gongwen/format.h"
#include "gongwen/limits.h"
#include "gongwen/memory_file.h"
#include "gongwen/report.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen {

class ConfirmedWarnings;

/// The folders, files, fonts and time that an engine works with. It reads no environment variables.
struct EngineOptions {
  /// The folder with `templates` and `fonts`; empty: the one that is installed beside the program or the library.
  std::string share_folder = {};
  /// The folder with the programs that the engine starts; empty: the one installed beside the program or the library.
  std::string libexec_folder = {};
  /// The folder in which large workbooks are assembled; empty: `/tmp`.
  std::string temporary_folder = {};
  /// Has no effect: nothing is kept for later runs. Only for programs that still set it.
  std::string cache_folder = {};
  /// Folders with bundles, searched before the share folder.
  std::vector<std::string> template_folders = {};
  /// Bundles in memory, searched before all folders, with paths as in a folder of bundles: `my-kind/template.json`,
  /// `shared/css/own.css`. If two files have the same path, the first one is used.
  std::vector<MemoryFile> template_files = {};
  /// Folder with former editions of kinds, as keep_edition makes it: forms made from them are read by them, and
  /// `KIND@EDITION` names one by the hash of its definition or its version in calls that take a kind. Empty: none.
  std::string editions_folder = {};
  /// Folders with font files, searched before the share folder.
  std::vector<std::string> font_folders = {};
  /// The date of outputs whose data has none, in seconds since 1970 UTC; nullopt: they have no date.
  std::optional<std::int64_t> date = std::nullopt;
  /// Returns the current time in seconds since 1970 UTC, for the dates of registers and histories. Called from any
  /// thread; empty: the clock of the system.
  std::function<std::int64_t()> clock = {};
  /// Compiles a kind again on its next use if its files have changed; renderings in progress continue with the former
  /// files. Fonts are read only once.
  bool reload = false;
  /// Trusted certificates and revocation lists for the signatures of returned forms: PEM or DER, read again for each
  /// signed form, so that you can renew them. A file that cannot be read is not trusted. Without both, no signature is
  /// `valid`.
  std::vector<std::string> trust_files = {};
  std::vector<std::string> crl_files = {};
  /// The number of threads that may work on one document, including the caller's; a second one speeds up long documents
  /// only. Use 1 if you make as many documents at a time as there are cores.
  std::uint32_t threads_per_document = 2;
};

/// A list of the data that is kept in a separate file: its JSON pointer in the data, and the path of the file, which is
/// CSV with the names or titles of the members in its first row, or JSON Lines (.jsonl, .ndjson) with one item per
/// line.
struct TableFile {
  std::string pointer;
  std::string path;
};

/// Data of a document: a file (`-` is the standard input; the ending selects JSON, .yaml or .xlsx), or a text, which
/// messages call by the path. If all members are empty, the blank form is made: the template gets the schema's
/// defaults, all other values are blank, and neither schema nor rules are checked.
struct DataSource {
  std::string path;
  std::optional<std::string> text = std::nullopt;
  std::vector<TableFile> tables = {};
  /// Pictures and tables that the data or `tables` name by exactly these paths; all others are read from disk.
  std::vector<MemoryFile> files = {};

  bool is_blank() const { return path.empty() && !text && tables.empty(); }
};

/// The fields of a form that any program has made; see Engine::list_form_fields.
struct FormFields {
  Report report;
  std::string fields;  // JSON: a list of fields with their types, options, pages and values
  std::string values;  // JSON: the values by the names of the fields, as fill_form takes them
};

/// See Engine::fill_form.
struct FormFilling {
  DataSource form;
  DataSource data;                               // values by the names of fields
  std::optional<DataSource> map = std::nullopt;  // gives names of fields their JSON pointers into the data
  bool flatten = false;                          // the fields become part of their pages
  bool strict = false;                           // warnings are errors
  bool force = false;                            // a form that was filled in may be replaced
};

struct Output {
  /// A file; or a folder, written with a `/` at its end, in which the kind's own file name is used. Formats with a file
  /// per page need `{page}` in the name of a file, unless there is only one page.
  std::string path;
  /// nullopt: the ending of the path determines it; for a folder, all documents of the kind are written.
  std::optional<Format> format = std::nullopt;
};

/// Options of Format::Pdf.
struct PdfOptions {
  /// The characters that can be typed into a form in its own font: `common` (3,500 Han characters and those of names),
  /// `wide` (GB 2312 and most of the 8,105 of the 通用规范汉字表), `none` (only those that the form shows itself), or
  /// those of a TrueType file, given by its path.
  std::string field_font = "wide";
  /// Places to sign become signature fields; otherwise they are only printed.
  bool signature_fields = true;
  /// Places for seals and signatures become signature fields even in a document without anything to fill in.
  bool signable = false;
  /// Attaches the data as a JSON file, which makes the PDF a PDF/A-3a; to an OFD file it is attached as XML.
  bool attach_data = false;
};

/// Options of Format::Png.
struct PngOptions {
  static constexpr int kMinDpi = 10;
  static constexpr int kMaxDpi = 600;
  static constexpr int kDefaultDpi = 150;

  /// Pixels per inch of paper, kMinDpi to kMaxDpi.
  double dpi = kDefaultDpi;
};

/// Archive: OFD-A (GB/T 42133), without references to anything outside the file; Plain: all that OFD allows.
enum class OfdProfile : std::uint8_t { Archive, Plain };
/// Options of Format::Ofd.
struct OfdOptions {
  OfdProfile profile = OfdProfile::Archive;
};

/// Options of Format::Xlsx.
struct XlsxOptions {
  /// Lists in JSON Lines of at least this size in bytes are streamed into a workbook, if the template allows it.
  std::uint64_t stream_from = std::uint64_t{4} << 20;
};

/// Options of Format::Csv.
struct CsvOptions {
  /// UTF-8 with a byte order mark, or GB 18030, which has all characters as well.
  enum class Encoding : std::uint8_t { Utf8, Gb18030 };
  Encoding encoding = Encoding::Utf8;
  /// The name of the sheet; needed only if the workbook has several.
  std::string sheet = {};
};

/// Marks of a document that is not final yet.
struct DraftOptions {
  static constexpr std::size_t kMaxMark = 20;
  static constexpr int kMaxLineStep = 100;

  /// 征求意见稿, 送审稿, 报批稿, 内部 or another text of up to kMaxMark characters, shown at the head of every page and
  /// sheet, in the title of the file and, if it ends in 稿, below the document's own title. Empty: no mark.
  std::string mark = {};
  /// Numbers the lines of the running text in the outer margin, starting again on each page: every line (1), every
  /// fifth line (5), and so on up to kMaxLineStep; 0: no numbers.
  int line_numbers = 0;
  /// The former data of the document. Additions are underlined, deletions struck through, and a table at the end (in
  /// workbooks a sheet) lists the changes. Blank: changes are not marked. Batches ignore it.
  DataSource changes_from = {};
  /// Word files have the warnings of proofreading as comments at their paragraphs.
  bool comments = false;
};

/// A code in the margin of every page, by which a scan of the page is recognised. Workbooks have none.
struct PageCode {
  static constexpr std::size_t kMaxText = 48;
  static constexpr std::size_t kMaxLabel = 24;

  /// Up to kMaxText capitals, digits and any of ` $%*+-./:`. The second of four pages appends `:2/4`. Empty: no code.
  std::string text = {};
  /// Up to kMaxLabel printable characters of ASCII, in small type below the code, above `2/4`.
  std::string label = {};
};

struct RenderOptions {
  /// Warnings count as errors.
  bool strict = false;
  /// Lists in the report which defaults of the schema were used.
  bool report_defaults = false;
  /// Makes the controls of the template fillable: fields in a PDF, unlocked cells in a workbook.
  bool fillable = false;
  /// Sets RenderedFile::sha256.
  bool hashes = false;
  /// Overwrites even data workbooks and filled-in forms, which are otherwise kept and reported: engine/kept-form,
  /// engine/kept-workbook.
  bool force = false;
  /// Checks laid-out documents against this profile, `gbt9704` or `tc260-plain`; empty: no check.
  std::string profile = {};
  /// Warnings that are not reported again: see confirmed.h.
  std::shared_ptr<ConfirmedWarnings> confirmed = {};
  /// Replacements for labels, guidance and sentences of the kind: files as Engine::texts makes them, or texts in memory
  /// with a name for messages. If several define the same id, the last one wins.
  std::vector<DataSource> texts = {};
  Limits limits = {};
  /// Ends the operation soon after a stop is requested, with engine/cancelled; no file is written or changed then.
  std::stop_token stop = {};
  /// Ends the operation in the same way at this time, with engine/deadline-passed.
  std::optional<std::chrono::steady_clock::time_point> deadline = std::nullopt;
  PdfOptions pdf = {};
  PngOptions png = {};
  OfdOptions ofd = {};
  XlsxOptions xlsx = {};
  CsvOptions csv = {};
  DraftOptions draft = {};
  PageCode page_code = {};
  /// The number under which an office keeps the data of a form to be filled in. The form carries it in its stamp, by
  /// which the returned file is recognised.
  std::string receipt = {};
  /// For reviewing a returned form: makes documents even from data with errors, leaves missing values blank, and a
  /// check also reports texts that differ from those that the form fixes. Errors are still reported.
  bool review = false;
};

struct KindInfo {
  std::string name;      // `monthly-bulletin`
  std::string title_zh;  // 网络安全标准化工作月报
  std::string title_en;
  std::string version;
  std::string source_zh;  // the document that the form reproduces
  std::string source_en;
  std::vector<Format> formats;            // of its documents; pages can also be made as pictures
  std::vector<std::string> gathers = {};  // of a register: the kinds that its entries come from
  bool has_web_form = false;              // it can be filled in on web pages
};

struct KindList {
  std::vector<KindInfo> kinds;  // by name
  Report report;                // bundles that cannot be read
};

/// The intermediate stages between a template and a file: the template's tokens and syntax tree, the program of all
/// templates of the kind; a document's tree and form fields; a PDF's boxes, page fragments, display list and structure
/// tags; a workbook's model.
enum class Stage : std::uint8_t { Tokens, Ast, Program, Dom, Fields, Boxes, Fragments, DisplayList, Tags, Workbook };

/// How Engine::describe lists the fields of a kind: a tree of lines for people, or JSON for programs.
enum class FieldForm : std::uint8_t { Text, Json };

enum class DataForm : std::uint8_t { Json, Yaml, Workbook };

/// A value given in advance: its JSON pointer in the data, and a text, or JSON for fields that are not texts.
struct FieldValue {
  std::string pointer;
  std::string text;
};

/// How Engine::new_data creates data for a person to fill in.
struct NewData {
  DataForm form = DataForm::Json;
  /// The language of comments, which only YAML has.
  Language language = Language::English;
  /// Includes optional fields; otherwise YAML has them as comments, and JSON omits them.
  bool all_fields = false;
  /// The language of titles, notes and choices in a workbook.
  Language titles = Language::Chinese;
  /// For a workbook: existing data to fill it with; blank: only `values`. For JSON and YAML: the data of another kind,
  /// a .json or .yaml file, from which the values that both kinds have in common (docs/BINDING.md) are taken.
  DataSource from = {};
  /// Values to enter. If the schema has several variants, such as types of events, they decide which one is created.
  std::vector<FieldValue> values = {};
};

/// How Engine::new_form makes a form.
struct NewForm {
  /// The fields, one a line in a text (docs/AUTHORS.md), or one a row in a table (.csv, .xlsx), or a Word form (.docx),
  /// whose fields are guessed.
  DataSource fields;
  /// Replaces the title of the list: `报名表 = registration`, in Chinese and perhaps English.
  std::string title = {};
  /// Keeps a Word form as the page of the new form and puts a tag at each place to fill in.
  bool keeps_page = false;
  /// Takes the tags of a Word file over into a kind that exists: new names are added, names that no tag uses any more
  /// are removed, and what was changed by hand is kept.
  bool renews = false;
  /// Only checks the lines of a text that is still being written; nothing is made.
  bool checks_lines = false;
};

struct NewFormCounts {
  std::size_t fields = 0;
  /// Titles without English, which pages in English show in Chinese.
  std::size_t untranslated = 0;
};

/// A field that was found in a Word form, or a place that did not become a field.
struct FieldGuess {
  std::string title;
  std::string type;       // as in form.json; empty: no field was made from it
  std::string place;      // the paragraph of the Word file: `¶14`
  std::string reason;     // `cell-beside`, `cell-below`, `empty-rows`, `boxes`, `blank`, `date-blank`, `room`,
                          // `signature`, `control`, `legacy-field`; `no-place`: the kept page has no tag for it;
                          // `words`: it belongs to no field, and the new form does not have it; of a name in tags
                          // `tag`, and when a kind is renewed `tag-new`, `tag-retyped`, `tag-own` (changed by hand),
                          // `tag-replaced` (changed by hand, but the tags need another type), `tag-gone` (removed),
                          // `tag-unused` (kept)
  double confidence = 0;  // from 0 to 1; below 0.7 a person should check the field
};

struct NewFormResult {
  NewFormCounts counts;
  std::vector<FieldGuess> guesses = {};  // of a Word form, in its order
  Report report;
};

/// A data file of a set and its detected kind, which is empty if no kind matches.
struct SetMember {
  std::string path;
  std::string kind;
};

/// How far a check goes: the values alone, or also the pages that are made from them.
enum class CheckScope : std::uint8_t { Values, Pages };

struct SetCheck {
  std::vector<SetMember> members;    // by name
  std::vector<std::string> missing;  // kinds that an incomplete set in the folder lacks
  Report report;
};

/// A text, whose form (JSON, YAML, HTML) depends on the call.
struct TextResult {
  std::string text;
  Report report;
};

/// A mail about a form, without its addresses.
struct MailResult {
  std::string subject;
  std::string text;  // lines end in \n
  Report report;
};

struct RenderedFile {
  Format format = Format::Pdf;
  std::string path;       // empty for renderings in memory
  std::string bytes;      // empty for renderings into files
  std::size_t size = 0;   // in bytes
  std::size_t pages = 0;  // or sheets
  /// 64 hexadecimal digits; only with RenderOptions::hashes.
  std::string sha256 = {};
  std::size_t page = 0;  // the page of the document that it shows, from 1; 0: the whole document
};

struct Rendering {
  std::string kind;                 // name of the kind; empty if unknown
  std::vector<RenderedFile> files;  // empty unless the report is ok
  Report report;
};

/// A returned form: a file, or its bytes, which messages and results call by the path.
/// An archive (.zip) or an email (.eml) represents the files in it, whose paths are below its own.
struct FormSource {
  std::string path;
  std::optional<std::string> bytes = std::nullopt;
};

struct ExtractOptions {
  /// The kind of the forms; empty: the kind in the stamp of each form.
  std::string kind = {};
  /// Checks the data against schema and rules.
  bool check = false;
  /// Reads workbooks that have lost the names of their cells by the labels beside the cells.
  bool by_label = false;
  /// The data that the forms were made from: values that a form carries but does not show are accepted only if this
  /// data also has them. Empty: they are left out.
  DataSource base = {};
  /// The folder for the data files; empty: nothing is written.
  std::string folder = {};
  RenderOptions render = {};
};

/// One face of a font.
struct FontFace {
  std::string name;    // in documents: `GwSong-Bold`
  std::string family;  // `宋体`
  std::string file;
  std::string licence;
  int weight = 400;
  bool italic = false;
  std::size_t characters = 0;
  std::size_t han = 0;  // how many of the characters are Han
  bool is_own = false;  // from EngineOptions::font_folders
};

/// A font family that style sheets can name.
struct FontFamily {
  std::string title;                        // `宋体`
  std::vector<std::string> names;           // in style sheets
  std::vector<std::string> substitute_for;  // names of missing fonts that it replaces
  std::vector<std::string> faces;           // FontFace::name of each
};

struct FontList {
  std::vector<FontFamily> families;
  std::vector<FontFace> faces;
  Report report;
};

struct MissingCharacters {
  std::vector<std::string> characters;  // each once, by code point
  Report report;
};

/// A signature of a returned form.
struct FormSignature {
  std::string field;
  std::string signer;     // subject of the certificate, otherwise the name in the file
  std::string time;       // of signing: 2026-11-24T08:00:00+08:00
  std::string time_from;  // `token` for a trusted time stamp; `computer`: the signer's clock, unconfirmed
  /// `valid`: by EngineOptions::trust_files and crl_files. `unknown`: it has no errors, but the signer is not trusted.
  /// `invalid`: the signature does not match, or the file was changed in a way that it does not permit.
  std::string verdict;
  MessageText reason = {};                // why it is `invalid`
  std::vector<std::string> changed = {};  // pointers of values that were changed after signing
};

/// A returned form and the data read from it. A file with several forms yields one of these for each.
struct ExtractedFile {
  std::string path;
  std::string part;      // which of several forms of the file: its pages, `4-6`, or its sheet; empty for the only one
  std::string kind;      // empty when it is not known
  std::string edition;   // stated in the form
  std::string json;      // empty when nothing could be read
  std::string output;    // the file that was written; empty if none was
  bool ok = false;       // no errors
  std::size_t size = 0;  // of the file that was read, in bytes; 0 when it could not be read
  std::string sha256 = {};                     // of the file that was read, with RenderOptions::hashes
  std::string data_sha256 = {};                // of the data, with RenderOptions::hashes
  std::vector<FormSignature> signatures = {};  // of a PDF, oldest first
  std::string receipt = {};                    // stated in the form: see RenderOptions::receipt
};

struct Extraction {
  std::vector<ExtractedFile> files;  // in the requested order, the forms of a file one after the other
  Report report;
};

struct CollectOptions {
  /// The roster, as workbook or as pages; with several kinds a folder, in which each kind gets its own roster. With
  /// `register_kind`: the register, which may also be written as data (.json).
  std::vector<Output> outputs = {};
  /// Writes a register to a stream, whose name implies no format, as data.
  bool stream_is_data = false;
  /// With `register_kind`: the rosters.
  std::vector<Output> rosters = {};
  /// The folder for the data of the used forms, one file for each form; empty: it is not written. Files changed by hand
  /// are kept.
  std::string data_folder = {};
  /// Removes the files of forms that are no longer used from `data_folder`.
  bool prune = false;
  /// File of corrections to apply to the forms; optional.
  std::string corrections = {};
  /// A table of the people who were asked for the first kind of form; empty: not known.
  std::string expected = {};
  /// Reads workbooks that have lost the names of their cells by the labels beside the cells.
  bool by_label = false;
  /// Rosters link to the files of the forms that they name; set to false for rosters that are passed on without the
  /// forms.
  bool has_links = true;
  /// The language of rosters.
  Language titles = Language::Chinese;
  /// The kind of the register, whose list takes the data of the forms; empty: rosters are made instead.
  std::string register_kind = {};
  /// File of the previous register, from which other values are taken over; optional.
  std::string register_from = {};
  std::vector<FieldValue> register_values = {};
  /// With several kinds: returns the kind of a file whose content does not state it, such as JSON, or an empty string
  /// if it does not know.
  std::function<std::string(const std::string& path)> kind_of = {};
  /// Called before each file and at the end, with the number of files done and the number of all files.
  std::function<void(std::size_t, std::size_t)> progress = {};
  RenderOptions render = {};
};

/// The result for one kind.
struct CollectedKind {
  KindInfo kind;
  std::string unit_zh;    // the units that are counted: 人
  std::string unit_en;    // applicants
  std::size_t forms = 0;  // including files of unknown kind
  std::size_t units = 0;
};

/// A returned form with signatures.
struct SignedForm {
  std::string path;
  std::string part;  // which of several forms of the file
  std::vector<FormSignature> signatures;
};

struct Collection {
  std::size_t forms = 0;       // of the requested kinds, including files that could not be read
  std::size_t applicants = 0;  // or proposals
  std::size_t unreadable = 0;
  std::size_t blank = 0;
  std::size_t others = 0;  // of other kinds
  std::size_t faulty = 0;  // forms with errors, including unreadable ones
  std::size_t registered = 0;
  std::size_t not_registered = 0;
  std::vector<CollectedKind> kinds;
  std::vector<SignedForm> signed_forms;  // in the order of the files
  std::vector<RenderedFile> files;       // rosters and register
  std::vector<std::string> data_files;   // the register's data
  std::vector<CollectedInput> inputs;    // all forms, in the order of the files
  Report report;
};

struct BatchOptions;
struct BatchResult;
class Preview;

class GONGWEN_API Engine {
 public:
  explicit Engine(const EngineOptions& options = {});
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// All available kinds.
  KindList list() const;

  /// The name of the kind with this name or title; empty if none has it. Every call that takes a kind also accepts its
  /// titles, or an empty string if the data is a workbook or form that is stamped with its kind.
  std::string kind_name(std::string_view words) const;

  /// Paths of all files that documents of a kind are made from, except the data and the fonts; empty if the kind does
  /// not exist. An engine keeps what it has read: to see changes, use EngineOptions::reload or create another engine.
  std::vector<std::string> template_files(std::string_view kind) const;

  /// Does for each data source everything that `render` does, except writing.
  Report check(std::string_view kind, const std::vector<DataSource>& data, const RenderOptions& options = {}) const;

  /// Checks the values of the data against the schema, its formats and the rules without laying out pages. Only `check`
  /// finds errors that arise on pages, such as missing glyphs and text that does not fit.
  Report check_values(std::string_view kind, const std::vector<DataSource>& data,
                      const RenderOptions& options = {}) const;

  /// Checks all data files of a folder, each by its kind and all against each other: see docs/CLI.md.
  SetCheck check_set(const std::string& folder, const RenderOptions& options = {},
                     CheckScope scope = CheckScope::Pages) const;

  /// Renders into memory: all files of the first format, then those of the next.
  Rendering render(std::string_view kind, const DataSource& data, const std::vector<Format>& formats,
                   const RenderOptions& options = {}) const;

  /// Lays out a document as pictures for authors: see preview.h. Never null. The engine must outlive it.
  std::unique_ptr<Preview> preview(std::string_view kind, const DataSource& data,
                                   const RenderOptions& options = {}) const;

  /// The data as JSON, with every text at its maximum length and with long lists: the worst case that a template must
  /// have room for. Nothing is laid out. Empty if there is no data, or an error was reported.
  TextResult stretched_data(std::string_view kind, const DataSource& data, const RenderOptions& options = {}) const;

  /// Renders into files. Either all files are replaced, or none is changed.
  Rendering render_files(std::string_view kind, const DataSource& data, const std::vector<Output>& outputs,
                         const RenderOptions& options = {}) const;

  /// Renders many documents into a folder: see batch.h. One bad record does not stop the others. The bytes of each
  /// document are those that `render_files` would write. Reports: engine/batch-*, and what prevents reading and
  /// writing.
  BatchResult batch(std::string_view kind, const BatchOptions& options) const;

  /// Lists the fields of the data of a kind, from its schema. `language` selects the titles in FieldForm::Text; JSON
  /// has both languages.
  TextResult describe(std::string_view kind, FieldForm form, Language language) const;

  /// The JSON Schema (draft 2020-12) of the data of a kind, as its bundle has it. Reports: engine/unknown-kind.
  TextResult schema(std::string_view kind) const;

  /// The edition of a kind: a hash, in 32 hexadecimal digits, of all files that its documents are made from, except the
  /// data and the fonts. Empty if the kind does not exist or has errors.
  std::string definition_hash(std::string_view kind) const;

  /// The form of a kind as JSON, for programs that make other forms: steps, groups and fields in the order of
  /// the document, as docs/CLI.md describes it. Reports: engine/unknown-kind, engine/no-form.
  TextResult form(std::string_view kind, Language language) const;

  /// The form as an HTML page, with the values typed so far and messages about them: see form.h.
  /// Reports: engine/unknown-kind, engine/no-form.
  TextResult form_page(std::string_view kind, const FormPageInput& input) const;

  /// Reads the values posted from such a page as a returned form, and checks them like `extract` with
  /// ExtractOptions::check. `language` is that of the messages. `original`: the data from which form_values made the
  /// values of the page; values that were not changed, such as a list of paragraphs shown as one text, are taken from
  /// it. Reports: those of `extract` with a check, intake/posted-strange, intake/posted-too-much.
  FormReading read_form(std::string_view kind, const TypedValues& values, Language language,
                        const RenderOptions& options = {}, const DataSource* original = nullptr) const;

  /// Turns data into values for form_page, to continue a form that arrived in another way. Empty if the data cannot be
  /// read.
  TypedValues form_values(std::string_view kind, const DataSource& data) const;

  /// A hash of everything but the data that determines the bytes of a document: the kind, the fonts, these options, the
  /// version. 32 hexadecimal digits; empty if the kind does not exist or has errors. Reads the headers of all fonts.
  std::string document_definition(std::string_view kind, const RenderOptions& options = {}) const;

  /// The texts of a kind that RenderOptions::texts can replace, as a JSON object of identifiers and texts. `language`:
  /// another language in which the bundle has texts (`en`); empty: the kind's own language.
  /// Reports: engine/unknown-kind, engine/texts-no-language.
  TextResult texts(std::string_view kind, std::string_view language = {}) const;

  /// The mail `name` (`receipt`, `returned`, `accepted` …) about a form of the kind: its texts `mail.NAME.subject` and
  /// `mail.NAME.text` with `values` at their places. Without a translation it is in the kind's own language.
  /// Reports: engine/unknown-kind, engine/no-mail.
  MailResult mail(std::string_view kind, std::string_view name, Language language,
                  const std::map<std::string, std::string, std::less<>>& values) const;

  /// Writes the texts of a kind into a file. An existing file is kept and reported unless `may_replace`.
  Report texts_file(std::string_view kind, const std::string& path, bool may_replace,
                    std::string_view language = {}) const;

  /// New data for a person to fill in; `check` reports what is still blank. Reports: engine/unknown-kind,
  /// engine/no-such-field, engine/unfit-value.
  TextResult new_data(std::string_view kind, const NewData& options = {}) const;

  /// Writes new data into a file. An existing file is kept and reported unless `may_replace`.
  /// Reports: those of `new_data`, resources/exists and others about writing.
  Report new_file(std::string_view kind, const std::string& path, bool may_replace, const NewData& options = {}) const;

  /// Creates a new bundle: the folder `folder`/`name` with all its files, ready to render.
  /// Reports: engine/bad-kind-name, engine/kind-exists, resources/exists and others about writing.
  Report new_kind(const std::string& name, const std::string& folder) const;
  /// Creates the bundle of a new form: the folder `folder`/`name` with form.json and made-up data, ready to render.
  /// Reports: those of `new_kind`, engine/list-* at the lines of the fields, those of tables.
  NewFormResult new_form(const std::string& name, const std::string& folder, const NewForm& form) const;
  /// Writes the bundle that a form of one file (form.json) stands for: the folder `folder`/`kind` with all its files.
  /// Reports: engine/unknown-kind, engine/form-none, those of the form, resources/exists and others about writing.
  Report expand_form(std::string_view kind, const std::string& folder) const;
  /// Data that each rule of a form of one file accepts and refuses, made up by the program and tried with the rule: as
  /// lines, or as a JSON array of `id`, `severity`, `message`, `accepted`, `refused` (complete data, or null).
  /// Reports: engine/unknown-kind, engine/form-none, engine/form-no-example, those of the form.
  TextResult rule_examples(std::string_view kind, bool as_json, Language language) const;
  /// Makes a first form.json of a bundle that was written by hand: the folder `folder`/`kind` with the file alone.
  /// Reports: engine/unknown-kind, engine/form-not-read for each part that has no counterpart, resources/exists and
  /// others about writing.
  Report draft_form(std::string_view kind, const std::string& folder) const;

  /// Keeps the present edition of a kind: writes all files that its documents are made from into the folder
  /// `folder`/KIND/HASH, unless it is there. Reports: engine/unknown-kind, those of the kind, resources/*.
  Report keep_edition(std::string_view kind, const std::string& folder) const;
  /// The present edition of a kind as JSON: `{"kind","version","hash","files":[["template.json","…"]]}`; bytes that are
  /// not UTF-8 are `{"base64":"…"}`.
  TextResult edition(std::string_view kind) const;
  /// Returns the name by which other calls take the edition of a kind with this hash or version: the name of the kind
  /// if that edition is the present one or has the same fields; empty if the edition is not kept.
  std::string edition_name(std::string_view kind, std::string_view edition) const;
  /// Turns data of a former edition into data of the present one: values move as `was` in the manifest says. Values
  /// that no longer have a place are left out and reported: intake/no-place. `edition` is a hash or a version.
  TextResult carry_forward(std::string_view kind, std::string_view edition, const DataSource& data) const;
  /// Does the same with values typed on a web page; values without a place are kept as they are.
  TypedValues carry_forward(std::string_view kind, const TypedValues& values) const;

  /// Binds several documents into one PDF with one cover sheet, a table of contents, bookmarks and continuous page
  /// numbers: see docs/BINDING.md. The plan (JSON or YAML) names the kinds and data, or PDFs that carry their data.
  /// Each document is checked by its kind, and all against each other. Forms are printed and cannot be filled in. Paths
  /// in the plan are relative to its folder; `DataSource::files` may hold the files in memory. Without an output the
  /// bytes are returned. Reports: engine/bind-* and those of a rendering.
  Rendering bind(const DataSource& plan, const std::optional<Output>& output = std::nullopt,
                 const RenderOptions& options = {}) const;
  /// Does everything that `bind` does, except writing.
  Report check_plan(const DataSource& plan, const RenderOptions& options = {}) const;
  /// A plan for a person to fill in; `form` is JSON or YAML.
  std::string new_plan(DataForm form = DataForm::Json, Language language = Language::English) const;
  /// Writes such a plan into a file, YAML or JSON by the ending of its name. An existing file is kept and reported
  /// unless `may_replace`. Reports: resources/exists and others about writing.
  Report new_plan_file(const std::string& path, bool may_replace, Language language = Language::English) const;

  /// Lists the fields of any PDF form and what is in them. Reports: engine/fill-*, intake/*.
  FormFields list_form_fields(const DataSource& form) const;
  /// Fills in any PDF form by the names of its fields. Without an output the bytes are returned.
  /// Reports: engine/fill-*, intake/*, data/*, resources/*.
  Rendering fill_form(const FormFilling& filling, const std::optional<Output>& output = std::nullopt) const;

  /// Reads returned forms, filled in as PDF or as workbook, back into data; the content determines the type of a file.
  /// One bad file does not stop the others. Each file is read in a separate process, which `gongwen-reader` starts
  /// (EngineOptions::libexec_folder). Reports: intake/*, and with ExtractOptions::check also data/* and rules/*.
  Extraction extract(const std::vector<FormSource>& forms, const ExtractOptions& options = {}) const;
  /// Reads returned forms from the files with these paths.
  Extraction extract(const std::vector<std::string>& files, const ExtractOptions& options = {}) const;

  /// Reads and checks all forms of a folder, and collects them in rosters, with a row for each applicant or proposal
  /// and a list of missing, wrong, duplicate or contradictory values, or in a register. Without kinds it takes those
  /// that the register accepts, or without a register all in the folder. Rosters are written even if forms have errors.
  /// Reports: those of `extract`, intake/no-files, intake/same-person, intake/disagree.
  Collection collect(const std::vector<std::string>& kinds, const std::string& folder,
                     const CollectOptions& options) const;

  /// Returns one stage of making `output` as text, for debugging. From Stage::Dom on it is made from the data, or for
  /// the blank form if no data is given. For stages that only PDFs or only workbooks have, `output` is ignored.
  TextResult dump(std::string_view kind, Stage stage, Format output, const DataSource& data,
                  const RenderOptions& options = {}) const;

  /// All fonts, including those of EngineOptions::font_folders.
  FontList fonts() const;
  /// The characters of a text that are missing in all fonts. Reports: resources/*.
  MissingCharacters missing_characters(const DataSource& text) const;

  /// Renders HTML and CSS that are not a template into a file of any page format; the standard output gets a PDF unless
  /// the format is given. Style sheets are searched for beside the HTML file.
  Rendering typeset(const DataSource& html, const Output& output, const RenderOptions& options = {}) const;
  /// Renders HTML and CSS into memory: all files of the first format, then those of the next.
  Rendering typeset(const DataSource& html, const std::vector<Format>& formats,
                    const RenderOptions& options = {}) const;

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace gongwen
