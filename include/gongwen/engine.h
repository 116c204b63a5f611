// The engine: kinds of document, and what can be done with them. docs/ARCHITECTURE.md lists the other public headers.
//   gongwen::Engine engine;
//   auto rendering = engine.render_files("monthly-bulletin", {"2024-02.json"}, {{"2024-02.pdf"}, {"2024-02.xlsx"}});
//   if (!rendering.report.ok()) std::cerr << rendering.report.text(gongwen::Language::English);
// An engine may be used by any number of threads at once. A kind is compiled on first use, and kept.
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
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen {

class ConfirmedWarnings;

/// Everything that an engine takes from outside. It reads no environment variables.
struct EngineOptions {
  /// The folder with `templates` and `fonts`; empty: the one that is installed beside the program or the library.
  std::string share_folder = {};
  /// The folder with the programs that the engine starts; empty: the one installed beside the program or the library.
  std::string libexec_folder = {};
  /// Where large workbooks are put together; empty: `/tmp`.
  std::string temporary_folder = {};
  /// Without effect: nothing is kept for later runs. For programs that set it.
  std::string cache_folder = {};
  /// Folders with bundles that go before those of the share folder.
  std::vector<std::string> template_folders = {};
  /// Bundles that go before all folders, as a folder of bundles has them: `my-kind/template.json`,
  /// `shared/css/own.css`. Of two files of the same path the first counts.
  std::vector<MemoryFile> template_files = {};
  /// Folders with faces that go before those of the share folder.
  std::vector<std::string> font_folders = {};
  /// Written into outputs whose data has no date, in seconds since 1970 UTC; none: they have no date.
  std::optional<std::int64_t> date = std::nullopt;
  /// The time of day in seconds since 1970 UTC, for the dates of registers and histories, called from any thread;
  /// empty: the clock of the system.
  std::function<std::int64_t()> clock = {};
  /// Kinds whose files have changed are compiled again on their next use; what is being rendered is finished with the
  /// files from before. Fonts are read once.
  bool reload = false;
  /// Certificates that are trusted where returned forms are signed, and lists of revoked ones: PEM or DER, read for
  /// each signed form, so that they can be renewed. What cannot be read is not trusted. Without both, no signature is
  /// `valid`.
  std::vector<std::string> trust_files = {};
  std::vector<std::string> crl_files = {};
  /// How many threads may work on one document, that of the caller among them; a second one gains something for long
  /// ones alone. 1 where as many documents are made at a time as there are cores.
  std::uint32_t threads_per_document = 2;
};

/// A list of the data that is kept in a separate file: its JSON pointer in the data, and the file. That is a CSV
/// file, whose first row has the names or titles of the members, or JSON Lines (.jsonl, .ndjson), one item a line.
struct TableFile {
  std::string pointer;
  std::string path;
};

/// Data of a document: a file (`-` is the standard input; .yaml and .xlsx are read as what they are), or a text that is
/// given a name for messages. Without any of these there is no data, and the blank form is made: the template
/// gets the schema's defaults, all other values are blanks, and neither schema nor rules are checked.
struct DataSource {
  std::string path;
  std::optional<std::string> text = std::nullopt;
  std::vector<TableFile> tables = {};
  /// Pictures and tables that the data or `tables` name, by exactly these paths; what is not among them is read from
  /// the disk.
  std::vector<MemoryFile> files = {};

  bool is_blank() const { return path.empty() && !text && tables.empty(); }
};

struct Output {
  /// A file; or a folder, written with a `/` at its end, in which the kind's own file name is used. Formats with a file
  /// per page need `{page}` in the name of a file, unless there is only one page.
  std::string path;
  /// By the ending of the path when not given. A folder without a format gets all documents of the kind.
  std::optional<Format> format = std::nullopt;
};

/// Of Format::Pdf.
struct PdfOptions {
  /// What people can type into a form without leaving its font: `common` (3,500 Han and those of names), `wide`
  /// (GB 2312 and the 8,105), `none` (only what the form shows itself), or the path of a TrueType file.
  std::string field_font = "wide";
  /// Places to sign are fields; otherwise they are printed only.
  bool signature_fields = true;
  /// Places of seals and signatures are signature fields, also in a document without anything to fill in.
  bool signable = false;
  /// The data is attached as a JSON file; the PDF is PDF/A-3a then. To an OFD file it is attached as XML.
  bool attach_data = false;
};

/// Of Format::Png.
struct PngOptions {
  static constexpr int kMinDpi = 10;
  static constexpr int kMaxDpi = 600;
  static constexpr int kDefaultDpi = 150;

  /// Pixels an inch of paper, kMinDpi to kMaxDpi.
  double dpi = kDefaultDpi;
};

/// Of Format::Ofd. Archive: OFD-A (GB/T 42133), nothing of which leads out of the file; Plain: all that OFD can hold.
enum class OfdProfile : std::uint8_t { Archive, Plain };
struct OfdOptions {
  OfdProfile profile = OfdProfile::Archive;
};

/// Of Format::Xlsx.
struct XlsxOptions {
  /// Lists in JSON Lines of at least this size in bytes are streamed into a workbook, if the template allows it.
  std::uint64_t stream_from = std::uint64_t{4} << 20;
};

/// What a document shows that is not final yet.
struct DraftOptions {
  static constexpr std::size_t kMaxMark = 20;
  static constexpr int kMaxLineStep = 100;

  /// 征求意见稿, 送审稿, 报批稿, 内部 or another text of up to kMaxMark characters: at the head of every page and
  /// sheet, in the title of the file and, if it ends in 稿, below the document's own title. Empty: none.
  std::string mark = {};
  /// Lines of the running text are counted on each page; 1 numbers each of them in the outer margin, 5 every fifth one;
  /// 0: none.
  int line_numbers = 0;
  /// The former data of the document. What was added since is underlined, what was removed is struck through, and a
  /// table at the end, in workbooks a sheet, lists the changes. Blank: none. Batches do not use it.
  DataSource changes_from = {};
};

/// A code in the margin of every page, by which a scan of it is recognised. Workbooks have none.
struct PageCode {
  static constexpr std::size_t kMaxText = 48;
  static constexpr std::size_t kMaxLabel = 24;

  /// Up to kMaxText capitals, digits and any of ` $%*+-./:`; `:2/4` follows on the second of four pages. Empty: none.
  std::string text = {};
  /// Up to kMaxLabel printable characters of ASCII, in small type below the code, above `2/4`.
  std::string label = {};
};

struct RenderOptions {
  /// Warnings count as errors.
  bool strict = false;
  /// The report lists which defaults of the schema were used.
  bool report_defaults = false;
  /// The controls of the template can be filled in: fields in a PDF, unlocked cells in a workbook.
  bool fillable = false;
  /// RenderedFile::sha256 is set.
  bool hashes = false;
  /// Outputs replace data workbooks and forms that somebody filled in, which are kept otherwise: engine/kept-form,
  /// engine/kept-workbook.
  bool force = false;
  /// Laid-out documents are checked against this profile, `gbt9704` or `tc260-plain`; empty: none.
  std::string profile = {};
  /// Warnings that are not reported again: see confirmed.h.
  std::shared_ptr<ConfirmedWarnings> confirmed = {};
  /// Texts in the place of labels, guidance and sentences of the kind: files such as Engine::texts makes, or texts in
  /// memory with a name for messages. Of an id that several have, the last counts.
  std::vector<DataSource> texts = {};
  Limits limits = {};
  /// Ends the operation soon after it is requested, with engine/cancelled; no file is written or changed then.
  std::stop_token stop = {};
  /// The same at this time, with engine/deadline-passed.
  std::optional<std::chrono::steady_clock::time_point> deadline = std::nullopt;
  PdfOptions pdf = {};
  PngOptions png = {};
  OfdOptions ofd = {};
  XlsxOptions xlsx = {};
  DraftOptions draft = {};
  PageCode page_code = {};
  /// The data is that of a form that somebody handed in, for whoever reviews it: documents are made also of data with
  /// errors, with missing values left blank, and a check reports texts that differ from those that the form fixes. The
  /// errors are still reported.
  bool review = false;
};

struct KindInfo {
  std::string name;      // `monthly-bulletin`
  std::string title_zh;  // 网络安全标准化工作月报
  std::string title_en;
  std::string version;
  std::string source_zh;  // what the form follows
  std::string source_en;
  std::vector<Format> formats;            // of its documents; pages become pictures, too: FormatInfo::is_document
  std::vector<std::string> gathers = {};  // of a register: the kinds that its entries are made of
  bool has_web_form = false;              // people fill it in on web pages
};

struct KindList {
  std::vector<KindInfo> kinds;  // by name
  Report report;                // bundles that cannot be read
};

/// What is between a template and a file: the template's tokens and syntax tree, the program of all templates of the
/// kind; of a document its tree and its form fields; of a PDF the boxes, the fragments of pages, what is drawn, and the
/// structure tags; of a workbook its model.
enum class Stage : std::uint8_t { Tokens, Ast, Program, Dom, Fields, Boxes, Fragments, DisplayList, Tags, Workbook };

/// How the fields of a kind are listed: a tree of lines for people, or JSON for programs.
enum class FieldForm : std::uint8_t { Text, Json };

enum class DataForm : std::uint8_t { Json, Yaml, Workbook };

/// A value that is known in advance: its JSON pointer in the data, and a text, or JSON for fields that are not texts.
struct FieldValue {
  std::string pointer;
  std::string text;
};

/// How new data is created for a person to fill in.
struct NewData {
  DataForm form = DataForm::Json;
  /// The language of comments, which only YAML has.
  Language language = Language::English;
  /// Optional fields are included; otherwise YAML has them as comments, and JSON leaves them out.
  bool all_fields = false;
  /// The language of titles, notes and choices in a workbook.
  Language titles = Language::Chinese;
  /// Existing data that a workbook is filled with; blank: only `values`. For JSON and YAML the data of another kind, a
  /// .json or .yaml file: what both have in common (docs/BINDING.md) is taken from there.
  DataSource from = {};
  /// If there are several forms of data, such as types of events, the values decide which one is created.
  std::vector<FieldValue> values = {};
};

/// A data file of a set, and its detected kind, which is empty if no kind matches.
struct SetMember {
  std::string path;
  std::string kind;
};

/// How far a check goes: the values alone, or also the pages that are made from them.
enum class CheckScope : std::uint8_t { Values, Pages };

struct SetCheck {
  std::vector<SetMember> members;    // by name
  std::vector<std::string> missing;  // kinds of a set that has other documents in the folder
  Report report;
};

struct TextResult {
  std::string text;
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
  std::size_t page = 0;  // which page of the document it shows, from 1; 0: the whole document
};

struct Rendering {
  std::string kind;                 // the name of the kind; empty when there is none
  std::vector<RenderedFile> files;  // empty unless the report is ok
  Report report;
};

/// A returned form: a file, or the bytes of one, which messages and results name by the path.
/// An archive (.zip) or a mail (.eml) stands for the files in it, whose paths are below its own.
struct FormSource {
  std::string path;
  std::optional<std::string> bytes = std::nullopt;
};

struct ExtractOptions {
  /// The kind of the forms; empty: the kind in the stamp of each form.
  std::string kind = {};
  /// The data is checked against schema and rules.
  bool check = false;
  /// Workbooks that have lost the names of their cells are read by the labels beside them.
  bool by_label = false;
  /// The data that the forms were made from: what they carry and do not show is taken if it is in this data, too.
  /// Empty: it is left out.
  DataSource base = {};
  /// Where the data files go; empty: nothing is written.
  std::string folder = {};
  RenderOptions render = {};
};

/// One face of a font.
struct FontFace {
  std::string name;    // as documents list it: `GwSong-Bold`
  std::string family;  // `宋体`
  std::string file;
  std::string licence;
  int weight = 400;
  bool italic = false;
  std::size_t characters = 0;
  std::size_t han = 0;  // of the characters
  bool is_own = false;  // from EngineOptions::font_folders
};

/// What a style sheet may name.
struct FontFamily {
  std::string title;                        // `宋体`
  std::vector<std::string> names;           // in style sheets
  std::vector<std::string> substitute_for;  // names of missing fonts that it replaces
  std::vector<std::string> faces;           // names
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
  std::string signer;     // whom the certificate names, otherwise the file
  std::string time;       // of signing: 2026-11-24T08:00:00+08:00
  std::string time_from;  // `token`, or `computer`: nobody vouches for it
  /// `valid`: by EngineOptions::trust_files and crl_files. `unknown`: nothing is wrong, but nobody vouches for the
  /// signer. `invalid`: the signature does not fit, or the file was changed in a way that it does not permit.
  std::string verdict;
  MessageText reason = {};                // of `invalid`
  std::vector<std::string> changed = {};  // pointers of values that were changed after signing
};

/// A returned form and what was read of it. A file may hold several: each is one of these.
struct ExtractedFile {
  std::string path;
  std::string part;      // which of several forms of the file: its pages, `4-6`, or its sheet; empty for the only one
  std::string kind;      // empty when it is not known
  std::string edition;   // as the form says
  std::string json;      // empty when nothing could be read
  std::string output;    // the file that was written; empty when none was
  bool ok = false;       // no errors
  std::size_t size = 0;  // of the file that was read, in bytes; 0 when it could not be read
  std::string sha256 = {};                     // of the file that was read, with RenderOptions::hashes
  std::string data_sha256 = {};                // of the data, with RenderOptions::hashes
  std::vector<FormSignature> signatures = {};  // of a PDF, oldest first
};

struct Extraction {
  std::vector<ExtractedFile> files;  // in the requested order, the forms of a file one after the other
  Report report;
};

struct CollectOptions {
  /// The roster, as workbook or as pages; with several kinds a folder, in which each kind has its own. With
  /// `register_kind` the register, which may also be written as data (.json).
  std::vector<Output> outputs = {};
  /// A register that is written to a stream, whose name does not imply a format, is data.
  bool stream_is_data = false;
  /// With `register_kind`: the rosters.
  std::vector<Output> rosters = {};
  /// Where the data of the forms that are used is written, one file each; empty: nowhere. Files changed by hand are
  /// kept.
  std::string data_folder = {};
  /// Files of forms that are no longer used are removed from there.
  bool prune = false;
  /// A file with corrections that are applied to the forms; empty: none.
  std::string corrections = {};
  /// A table of those who were asked for the first kind of form; empty: not known.
  std::string expected = {};
  /// Workbooks that have lost the names of their cells are read by the labels beside them.
  bool by_label = false;
  /// Rosters name the files of forms, and lead to them by a link as well: not for rosters that go where no forms are.
  bool has_links = true;
  /// The language of rosters.
  Language titles = Language::Chinese;
  /// A kind whose list takes the data of the forms; empty: none.
  std::string register_kind = {};
  /// The previous register, whose other values are kept; empty: none.
  std::string register_from = {};
  std::vector<FieldValue> register_values = {};
  /// With several kinds: the kind of a file whose content does not state it, such as JSON; empty: not known.
  std::function<std::string(const std::string& path)> kind_of = {};
  /// Called before each file and at the end, with the files done and the number of all.
  std::function<void(std::size_t, std::size_t)> progress = {};
  RenderOptions render = {};
};

/// The result for one kind.
struct CollectedKind {
  KindInfo kind;
  std::string unit_zh;    // what is counted: 人
  std::string unit_en;    // applicants
  std::size_t forms = 0;  // with files of unknown kind
  std::size_t units = 0;
};

/// A returned form with signatures.
struct SignedForm {
  std::string path;
  std::string part;  // which of several forms of the file
  std::vector<FormSignature> signatures;
};

struct Collection {
  std::size_t forms = 0;       // of the kinds that were asked for, and files that could not be read
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

  /// The name of the kind that has this name or title; empty when there is none. Wherever a kind is asked for, its
  /// titles are accepted too; if data is given too, it may be left empty, if the data is a workbook or form that is
  /// stamped with its kind.
  std::string kind_name(std::string_view words) const;

  /// Paths of all files that documents of a kind are made from, besides the data and the fonts; none if the kind
  /// does not exist. An engine keeps what it has read: to see changes, make another one.
  std::vector<std::string> template_files(std::string_view kind) const;

  /// Does everything that `render` does for each data source, without writing anything.
  Report check(std::string_view kind, const std::vector<DataSource>& data, const RenderOptions& options = {}) const;

  /// Checks the values of the data against the schema, its formats and the rules; no page is laid out. What only pages
  /// show, such as missing glyphs and text that does not fit, is found by `check`.
  Report check_values(std::string_view kind, const std::vector<DataSource>& data,
                      const RenderOptions& options = {}) const;

  /// Checks all data files of a folder, each by its kind and all against each other: see docs/CLI.md.
  SetCheck check_set(const std::string& folder, const RenderOptions& options = {},
                     CheckScope scope = CheckScope::Pages) const;

  /// Renders into memory: the files of each format, in the order of the formats.
  Rendering render(std::string_view kind, const DataSource& data, const std::vector<Format>& formats,
                   const RenderOptions& options = {}) const;

  /// Lays a document out for authors to look at: see preview.h. Never null. The engine outlives it.
  std::unique_ptr<Preview> preview(std::string_view kind, const DataSource& data,
                                   const RenderOptions& options = {}) const;

  /// The data with every text as long as it may be and with long lists, as JSON: what a template must have room for.
  /// Nothing is laid out. Empty when there is no data, or an error was reported.
  TextResult stretched_data(std::string_view kind, const DataSource& data, const RenderOptions& options = {}) const;

  /// Renders into files. Either all of them are replaced, or none is changed.
  Rendering render_files(std::string_view kind, const DataSource& data, const std::vector<Output>& outputs,
                         const RenderOptions& options = {}) const;

  /// Renders many documents into a folder: see batch.h. One bad record does not stop the others. The bytes of each
  /// document are those that `render_files` would write. Reports: engine/batch-*, and what prevents reading and
  /// writing.
  BatchResult batch(std::string_view kind, const BatchOptions& options) const;

  /// The fields of the data of a kind, from its schema. The language is that of the titles in a text;
  /// JSON has both.
  TextResult describe(std::string_view kind, FieldForm form, Language language) const;

  /// The JSON Schema (draft 2020-12) of the data of a kind, as its bundle has it. Reports: engine/unknown-kind.
  TextResult schema(std::string_view kind) const;

  /// The edition of a kind: 32 hexadecimal digits over all files that its documents are made from, besides the data and
  /// the fonts. Empty when the kind does not exist, or has errors.
  std::string definition_hash(std::string_view kind) const;

  /// The form of a kind as JSON, for programs that make other forms: steps, groups and fields in the order of
  /// the document, as docs/CLI.md describes it. Reports: engine/unknown-kind, engine/no-form.
  TextResult form(std::string_view kind, Language language) const;

  /// The form as a page in HTML, with what was typed so far and what is wrong with it: see form.h.
  /// Reports: engine/unknown-kind, engine/no-form.
  TextResult form_page(std::string_view kind, const FormPageInput& input) const;

  /// Reads what was posted from such a page as a returned form: the same reading of values, the same checks of schema
  /// and rules, whatever was typed. `language`: of the messages. Reports: those of extract with a check,
  /// intake/posted-strange, intake/posted-too-much. `original`: the data of which form_values made the values of the
  /// page; what nobody has changed, such as a list of paragraphs shown as one text, stays as it is there.
  FormReading read_form(std::string_view kind, const TypedValues& values, Language language,
                        const RenderOptions& options = {}, const DataSource* original = nullptr) const;

  /// Data as values of the page: to continue a form that came in another way. Nothing for what cannot be read.
  TypedValues form_values(std::string_view kind, const DataSource& data) const;

  /// A hash over all that the bytes of a document depend on besides its data: the kind, the fonts, these options, the
  /// version. 32 hexadecimal digits; empty when the kind does not exist, or has errors. Reads the heads of all faces.
  std::string document_definition(std::string_view kind, const RenderOptions& options = {}) const;

  /// The texts of a kind that can be replaced by RenderOptions::texts, as JSON: an object of identifiers and texts.
  /// `language` is that of texts beside those of the kind's own language (`en`); empty: the kind's own.
  /// Reports: engine/unknown-kind, engine/texts-no-language.
  TextResult texts(std::string_view kind, std::string_view language = {}) const;

  /// The same into a file. An existing file is kept, which is reported, unless it may be replaced.
  Report texts_file(std::string_view kind, const std::string& path, bool may_replace,
                    std::string_view language = {}) const;

  /// New data for a person to fill in: `check` reports what is still blank. Reports: engine/unknown-kind,
  /// engine/no-such-field, engine/unfit-value.
  TextResult new_data(std::string_view kind, const NewData& options = {}) const;

  /// The same into a file. An existing file is kept, which is reported, unless it may be replaced.
  /// Reports: also resources/exists and what else prevents writing.
  Report new_file(std::string_view kind, const std::string& path, bool may_replace, const NewData& options = {}) const;

  /// Creates a new bundle: the folder `folder`/`name` with all its files, which can be rendered at once.
  /// Reports: engine/bad-kind-name, engine/kind-exists, resources/exists and what else prevents writing.
  Report new_kind(const std::string& name, const std::string& folder) const;

  /// Binds several documents into one PDF: the plan (JSON or YAML) names their kinds and data, or PDFs that carry their
  /// data; see docs/BINDING.md. One cover sheet, contents, bookmarks, page numbers that run on. Each is checked by its
  /// kind, and all against each other. Forms are printed, not to be filled in. Paths in the plan start at its folder;
  /// `DataSource::files` may have the files in memory. Without an output the bytes are returned. Reports: engine/bind-*
  /// and all that a rendering can report.
  Rendering bind(const DataSource& plan, const std::optional<Output>& output = std::nullopt,
                 const RenderOptions& options = {}) const;
  /// Does everything that `bind` does without writing anything.
  Report check_plan(const DataSource& plan, const RenderOptions& options = {}) const;
  /// A plan for a person to fill in; `form` is JSON or YAML.
  std::string new_plan(DataForm form = DataForm::Json, Language language = Language::English) const;
  /// The same into a file, YAML or JSON by the ending of its name. An existing file is kept, which is reported, unless
  /// it may be replaced. Reports: resources/exists and what else prevents writing.
  Report new_plan_file(const std::string& path, bool may_replace, Language language = Language::English) const;

  /// Reads returned forms, filled in as PDF or as workbook, back into data; the content determines the type of a file.
  /// One bad file does not stop the others. Each file is read in a process for it alone, which `gongwen-reader` starts
  /// (EngineOptions::libexec_folder). Reports: intake/*, and with ExtractOptions::check also data/* and rules/*.
  Extraction extract(const std::vector<FormSource>& forms, const ExtractOptions& options = {}) const;
  /// The same for files.
  Extraction extract(const std::vector<std::string>& files, const ExtractOptions& options = {}) const;

  /// Reads all forms of a folder, checks them, and collects them: as rosters, with a row for each applicant or
  /// proposal and a list of missing, wrong, duplicate or contradictory values, or as a register. Without kinds, all
  /// that the register accepts, otherwise all in the folder. Rosters are written also if forms have errors. Reports:
  /// those of extract, intake/no-files, intake/same-person, intake/disagree.
  Collection collect(const std::vector<std::string>& kinds, const std::string& folder,
                     const CollectOptions& options) const;

  /// One stage of one output, as text. From Stage::Dom on it is that of the data, or of the blank form without data;
  /// stages that only PDFs or only workbooks have are those of that output, whatever `output` is.
  TextResult dump(std::string_view kind, Stage stage, Format output, const DataSource& data,
                  const RenderOptions& options = {}) const;

  /// All fonts, own ones among them.
  FontList fonts() const;
  /// The characters of a text that none of the fonts has. Reports: resources/*.
  MissingCharacters missing_characters(const DataSource& text) const;

  /// Renders a page of HTML and CSS that is not a template. Style sheets are searched for beside it.
  /// As pages, in any format of them; the standard output is a PDF if no format is given.
  Rendering typeset(const DataSource& html, const Output& output, const RenderOptions& options = {}) const;
  /// The same into memory: the files of each format, in the order of the formats.
  Rendering typeset(const DataSource& html, const std::vector<Format>& formats,
                    const RenderOptions& options = {}) const;

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace gongwen
