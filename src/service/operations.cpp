// The operations of a worker: each calls the engine and turns the result into a TaskAnswer. It runs in a confined
// process with data of strangers, so everything it reads is in the task or in the worker's own folders; nothing here
// decides about rights, which the front has checked before.
#include "base/date.h"
#include "base/format.h"
#include "base/nearest_name.h"
#include "base/sha256.h"
#include "diagnostics/catalogue/texts/office.h"
#include "engine/api/made_page.h"
#include "engine/api/result_json.h"
#include "engine/core/run.h"
#include "engine/input/working_day.h"
#include "gongwen/preview.h"
#include "gongwen/show.h"
#include "images/photo.h"
#include "resources/child_program.h"
#include "resources/file_tree.h"
#include "service/designer/detail/design_task.h"
#include "service/detail/collect_task.h"
#include "service/detail/form_import.h"
#include "service/detail/form_page_task.h"
#include "service/detail/pictures.h"
#include "service/detail/review_view.h"
#include "service/detail/scan_task.h"
#include "service/detail/task.h"
#include "service/detail/task_answers.h"
#include "service/inbox/secrets.h"
#include "service/worker.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include <sys/wait.h>

namespace gongwen::service {
namespace {

/// The facts that a mail may name besides the title of the form.
constexpr std::array<std::string_view, 13> kMailFacts{"code",       "day",   "failed", "large",   "link",
                                                      "link_until", "new",   "own",    "overdue", "receipt",
                                                      "remarks",    "until", "version"};

/// Rounded to px, never negative: marks are placed on pictures by whole px.
std::uint64_t whole_px(double px) { return static_cast<std::uint64_t>(std::max(std::llround(px), 0LL)); }

/// The size of each page in px.
std::vector<ReviewPage> sizes_of(const Preview& preview) {
  std::vector<ReviewPage> sizes;
  for (std::size_t page = 0; page < preview.page_count(); ++page) {
    const PictureSize size = preview.size(page);
    sizes.push_back({whole_px(size.width), whole_px(size.height)});
  }
  return sizes;
}

/// Returns the places of the values, on the pages of the preview, that the messages of a report are about. `number` of
/// a spot is the index of its message in the report; messages that are not about a value, and values that are on no
/// page, have no spot. Only one place per message: where the value is printed first.
std::vector<MessageSpot> spots_of(const Preview& preview, const Report& report) {
  std::vector<MessageSpot> spots;
  std::uint64_t number = 0;
  for (Message& message : report.messages()) {
    const std::uint64_t own = number++;
    if (!message.data || !message.data->pointer || message.data->pointer->empty()) continue;
    message.source.reset();  // a line of a template means nothing to the reader of the form
    const std::optional<PageSpot> spot = preview.find(message);
    if (!spot) continue;
    spots.push_back({own, spot->page + 1, whole_px(spot->left), whole_px(spot->top), whole_px(spot->width),
                     whole_px(spot->height)});
  }
  return spots;
}

/// Does one task; made for it and destroyed with it. The deadline begins with the task, not with its wait. A task has
/// `files`, whose meaning depends on the operation; each function below says which.
class TaskRun {
 public:
  TaskRun(const Task& task, const Engine& engine, WorkerMemory& memory)
      : task_(task), engine_(engine), memory_(memory), deadline_(std::chrono::steady_clock::now() + task.time) {}

  TaskAnswer run() {
    if (task_.operation == Operation::Kinds) return kinds();
    // Operations without a kind, or with kinds that need not exist here.
    if (task_.operation == Operation::Extract) return extract();
    if (task_.operation == Operation::Password) return password();
    if (task_.operation == Operation::Records) return answer_records(task_, memory_.engine, render_options());
    if (task_.operation == Operation::Photo) return photo();
    if (task_.operation == Operation::Scan) return scan();
    if (task_.operation == Operation::Codes || task_.operation == Operation::Stack) {
      return answer_scans(task_, memory_.engine);
    }
    if (task_.operation == Operation::Mail && task_.kind.empty()) return mail();
    if (task_.operation == Operation::ListFile) return list_file();
    if (task_.operation == Operation::Convert) return convert();
    if (task_.operation == Operation::Fill) return fill();
    if (task_.operation == Operation::FormFields) return form_fields();
    if (task_.operation == Operation::Bind) return bind();
    if (task_.operation == Operation::Design) return answer_design(task_, memory_, render_options());
    // The operations below need a kind by its name. Titles, which the command line also accepts, are for people. The
    // operations that were answered above are listed again at the end, so that the compiler finds a new one that is
    // missing.
    if (find_kind() == nullptr) return unknown_kind();
    name_ = task_.kind;
    // An edition that was not stored cannot be shown; the present one is the nearest to it. An edition keeps the form
    // under which something was handed in, so an old version is shown as it was.
    if (!task_.options.by_edition.empty()) {
      if (auto known = engine_.edition_name(task_.kind, task_.options.by_edition); !known.empty()) {
        name_ = std::move(known);
      }
    }
    switch (task_.operation) {
      case Operation::Describe: return text(engine_.describe(name_, FieldForm::Json, task_.language));
      case Operation::Schema: return text(engine_.schema(name_));
      case Operation::Check: return check();
      case Operation::Render: return render();
      case Operation::Form: return form();
      case Operation::FormPage: return answer_form_page(task_, engine_, name_, render_options());
      case Operation::Review: return review();
      case Operation::Collect: return answer_collect(task_, engine_, memory_.engine.temporary_folder, render_options());
      case Operation::Edition: return edition();
      case Operation::Mail: return mail();
      case Operation::Cells: return answer_cells(task_, engine_, name_);
      case Operation::Kinds:
      case Operation::Extract:
      case Operation::Records:
      case Operation::Photo:
      case Operation::Scan:
      case Operation::Codes:
      case Operation::Stack:
      case Operation::Design:
      case Operation::ListFile:
      case Operation::Convert:
      case Operation::Fill:
      case Operation::FormFields:
      case Operation::Bind:
      case Operation::Password: break;
    }
    return refused(Outcome::Failed);
  }

 private:
  TaskAnswer kinds() const {
    base::Json json = base::Json::object();
    json.set("kinds", engine::kinds_json(known_kinds().kinds));
    return json_answer(json.text());
  }

  /// Includes the source files of a form.json kind in the `reading` of the answer.
  TaskAnswer edition() const {
    TaskAnswer answer = text(engine_.edition(task_.kind));
    // `reading` lets the front store the sources beside the definition (KeptEditions).
    answer.reading = source_of_form(memory_.engine, task_.kind);
    return answer;
  }

  TaskAnswer text(TextResult result) const {
    return result.report.ok() ? json_answer(std::move(result.text)) : with_report(result.report, task_);
  }

  RenderOptions render_options() const {
    RenderOptions options;
    // Each option of the task is a parameter of the address, checked by read_request(); 0 and empty mean the default.
    options.strict = task_.options.strict;
    options.fillable = task_.options.fillable;
    options.receipt = task_.options.receipt;
    options.profile = task_.options.profile;
    options.pdf.attach_data = task_.options.attach_data;
    if (task_.options.dpi != 0) options.png.dpi = static_cast<double>(task_.options.dpi);
    if (task_.options.ofd_plain) options.ofd.profile = OfdProfile::Plain;
    options.csv.sheet = task_.options.csv_sheet;
    if (task_.options.csv_gb18030) options.csv.encoding = CsvOptions::Encoding::Gb18030;
    options.deadline = deadline_;
    options.page_code = {task_.options.page_code, task_.options.page_label};
    return options;
  }

  /// Returns options for a form that was handed in. Its pages can be seen even if it has errors; then their heads say
  /// so, so that a print of them is not mistaken for a valid document. `said` gets the report of the check.
  RenderOptions review_options(std::optional<Report>* said = nullptr) const {
    RenderOptions options = render_options();
    options.review = true;
    // Only values, since rules of a later edition must not make an old form look faulty.
    Report report = engine_.check_values(name_, {data()}, options);
    if (report.error_count() > 0) {
      options.draft.mark =
          diagnostics::texts::OfficeFaultyMark.in(diagnostics::Language::Chinese, report.error_count());
      // A working copy, so that scans of it are not mistaken for the signed form.
      options.page_code = {};
    }
    if (said != nullptr) *said = std::move(report);
    return options;
  }

  /// Returns the data: the first file of the task; the others are files that it may name. The data is given as text, so
  /// that the engine looks for names only among the files of the request and never on the disk of the server.
  DataSource data() const {
    DataSource source;
    // A blank form is made without data.
    if (task_.options.blank || task_.files.empty()) return source;
    source.path = task_.files.front().path;
    source.text = task_.files.front().bytes;
    source.files.assign(task_.files.begin() + 1, task_.files.end());
    return source;
  }

  TaskAnswer check() const {
    const std::vector<DataSource> sources{data()};
    TaskAnswer answer = with_report(task_.options.values_only ? engine_.check_values(name_, sources, render_options())
                                                              : engine_.check(name_, sources, render_options()),
                                    task_);
    // A check that finds errors has succeeded: the errors are its answer. BadData means that values are wrong, which
    // the check was to find out; a broken bundle stays Failed.
    if (answer.outcome == Outcome::BadData) answer.outcome = Outcome::Done;
    return answer;
  }

  /// Returns a hash of everything besides the data on which the bytes of a document depend: bundle, fonts, options. It
  /// is expensive, so it is computed once for each combination, and cached as long as the worker lives.
  const std::string& definition() const {
    const TaskOptions& options = task_.options;
    // Every option that changes the bytes must be in this key; if one is missing, two documents would get the same
    // ETag.
    std::string key = fmt::format("{} {} {} {} {} {} {} {}", name_, options.dpi, options.fillable, options.attach_data,
                                  options.strict, options.ofd_plain, options.csv_gb18030, options.csv_sheet);
    std::string& known = memory_.definitions[std::move(key)];
    if (!known.empty()) return known;
    RenderOptions common = render_options();
    common.page_code = {};  // differs for every document
    return known = engine_.document_definition(name_, common);
  }

  /// Returns the ETag of a document (RFC 9110, 8.8.3): equal for equal documents, and known before the document is
  /// made, so that an If-None-Match costs no rendering. Lengths are hashed before contents, so that two lists of files
  /// cannot give the same text.
  std::string tag() const {
    base::Sha256 hash;
    hash.add(fmt::format("{} {} {} {} {} ", definition(), task_.options.format, task_.options.page, task_.options.blank,
                         task_.options.review));
    hash.add(task_.options.page_code + ' ' + task_.options.receipt);
    for (const MemoryFile& file : task_.files) {
      hash.add(fmt::format("{} {} {}", file.path.size(), file.path, file.bytes.size()));
      hash.add(file.bytes);
    }
    // Cut to 128 bits, as an ETag need not be secret.
    return hash.hexadecimal().substr(0, kTagDigits);
  }

  const KindList& known_kinds() const {
    if (!memory_.kinds) memory_.kinds = engine_.list();
    return *memory_.kinds;
  }

  /// Returns the kind of the task; null if it does not exist.
  const KindInfo* find_kind() const {
    const std::vector<KindInfo>& kinds = known_kinds().kinds;
    const auto found =
        std::find_if(kinds.begin(), kinds.end(), [this](const KindInfo& kind) { return kind.name == task_.kind; });
    return found == kinds.end() ? nullptr : &*found;
  }

  TaskAnswer unknown_kind() const {
    std::vector<std::string_view> names;
    for (const KindInfo& kind : known_kinds().kinds) names.push_back(kind.name);
    TaskAnswer answer = refused(Outcome::UnknownKind);
    const std::string_view nearest = base::find_nearest_name(task_.kind, names);
    // One suggestion for a misspelt name, since the whole list would fill the answer.
    if (!nearest.empty()) answer.known.emplace_back(nearest);
    return answer;
  }

  TaskAnswer render() const {
    const FormatInfo* const format = find_format(task_.options.format);
    if (format == nullptr) return refused(Outcome::NotOffered);
    const KindInfo* const kind = find_kind();
    if (kind == nullptr) return refused(Outcome::Failed);
    // PNG and SVG show the pages of the PDF, so a kind has them if it has PDF; the same applies to the workbook and
    // files made from it.
    const Format shown = format->medium == Medium::Sheet ? Format::Xlsx : Format::Pdf;
    const Format document = format->is_document ? format->format : shown;
    if (std::find(kind->formats.begin(), kind->formats.end(), document) == kind->formats.end()) {
      TaskAnswer answer = refused(Outcome::NotOffered);
      for (const Format offered : kind->formats) answer.known.emplace_back(format_info(offered).name);
      return answer;
    }
    const std::string wanted = tag();
    if (has_wanted_tag(task_, wanted)) {
      // 304: nothing is rendered.
      TaskAnswer unchanged = refused(Outcome::Unchanged);
      unchanged.tag = wanted;
      return unchanged;
    }
    TaskAnswer answer = made(
        engine_.render(name_, data(), {format->format}, task_.options.review ? review_options() : render_options()));
    answer.name = fmt::format("{}{}", MessageText{kind->title_en, kind->title_zh}.in(task_.language), format->ending);
    if (answer.outcome == Outcome::Done) answer.tag = wanted;
    return answer;
  }

  /// The first file is the plan, the others are the data of its parts. A plan may name several kinds, so there is no
  /// kind to check before.
  TaskAnswer bind() const { return made(engine_.bind(data(), std::nullopt, render_options())); }

  /// Returns the document of a rendering, or the requested page of one. A reviewed form with errors is still a
  /// document.
  TaskAnswer made(Rendering rendering) const {
    TaskAnswer answer = with_report(rendering.report, task_);
    const bool is_reviewed = task_.options.review && answer.outcome == Outcome::BadData && !rendering.files.empty();
    if (is_reviewed) answer.outcome = Outcome::Done;
    if (answer.outcome != Outcome::Done) return answer;
    // Pages count from 1; 0 means the first file, which is the only one of formats that are one file.
    // PNG and SVG give a file per page; `page` selects one.
    const std::size_t index = task_.options.page == 0 ? 0 : task_.options.page - 1;
    if (index >= rendering.files.size()) return refused(Outcome::NoSuchPage);
    RenderedFile& file = rendering.files[index];
    answer.media_type = format_info(file.format).media_type;
    answer.pages = format_info(file.format).is_file_per_page ? rendering.files.size() : file.pages;
    answer.body = std::move(file.bytes);
    return answer;
  }

  /// Returns the form as JSON; its tag is the edition of the kind, by which drafts detect that a bundle was renewed.
  TaskAnswer form() const {
    TextResult form = engine_.form(name_, task_.language);
    if (!form.report.ok()) return refused(Outcome::NotOffered);
    TaskAnswer answer = json_answer(std::move(form.text));
    answer.tag = engine_.definition_hash(name_);
    return answer;
  }

  /// Asks the operator's program (a virus scanner) whether a file may pass: `PROGRAM FILE` exits with 0 for yes and 1
  /// for no. Any other end counts as failed, never as clean. Runs in the unconfined worker, since the program is the
  /// operator's.
  TaskAnswer scan() const {
    const auto folder = resources::TemporaryFolder::make(memory_.engine.temporary_folder);
    if (!folder || task_.files.empty()) return refused(Outcome::Failed);
    const std::string path = folder->path() + "/file";
    pid_t child = 0;
    if (resources::write_new_file(path, task_.files.front().bytes)) return refused(Outcome::Failed);
    if (resources::start_program({task_.options.command, {task_.options.command, path}}, child)) {
      return refused(Outcome::Failed);
    }
    // Rounded up: a wait of zero would end the program before it has begun.
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - std::chrono::steady_clock::now());
    const bool in_time = resources::ends_within(child, resources::process_handle(child), left);
    const std::optional<int> status = resources::wait_for_program(child);
    if (!in_time) return refused(Outcome::TooLong);
    // Killed by a signal, or an exit status above 1: not a verdict.
    if (!status || !WIFEXITED(*status) || WEXITSTATUS(*status) > 1) return refused(Outcome::Failed);
    TaskAnswer answer = refused(Outcome::Done);
    answer.body = WEXITSTATUS(*status) == 0 ? "yes" : "no";
    return answer;
  }

  /// Keeps only the image data of a photo, without metadata such as the place where it was taken. If the photo is
  /// refused, the name of the answer says why: `type`, `size` or `damaged`.
  TaskAnswer photo() const {
    if (task_.files.empty()) return refused(Outcome::Failed);
    auto cleaned = images::clean_photo(task_.files.front().bytes);
    TaskAnswer answer = refused(cleaned ? Outcome::Done : Outcome::BadData);
    if (cleaned) {
      answer.media_type = std::move(cleaned->media_type);
      answer.body = std::move(cleaned->bytes);
      return answer;
    }
    switch (cleaned.error()) {
      case images::PhotoError::UnknownType: answer.name = "type"; break;
      case images::PhotoError::TooLarge: answer.name = "size"; break;
      case images::PhotoError::Damaged: answer.name = "damaged"; break;
    }
    return answer;
  }

  std::vector<std::string> calendar_folders() const {
    std::vector<std::string> folders;
    for (const std::string& templates : memory_.engine.template_folders) {
      folders.push_back(templates + "/shared/calendars");
    }
    folders.push_back(memory_.engine.share_folder + "/templates/shared/calendars");
    return folders;
  }

  /// Returns a paragraph for each form: title, state, link. For the mail with all forms of an
  /// address.
  std::string list_of_forms(const base::JsonView& forms) const {
    std::string text;
    for (std::size_t i = 0; i < forms.size(); ++i) {
      const base::JsonView form = forms.at(i);
      const std::string name(form.text_of("kind"));
      const std::vector<KindInfo>& kinds = known_kinds().kinds;
      const auto kind =
          std::find_if(kinds.begin(), kinds.end(), [&name](const KindInfo& known) { return known.name == name; });
      const std::string title =
          kind == kinds.end() ? name : MessageText{kind->title_en, kind->title_zh}.in(task_.language);
      text += text.empty() ? "" : "\n\n";
      text += fmt::format("{} · {}\n{}", title, form.text_of("words"), form.text_of("link"));
    }
    return text;
  }

  /// Writes subject and text of a mail about a form; the file of the task has the values of their places, as JSON.
  TaskAnswer mail() {
    const auto facts = base::parse_json(task_.files.empty() ? std::string_view() : task_.files.front().bytes);
    const std::vector<KindInfo>& kinds = known_kinds().kinds;
    // Mail that is not about one form uses the shared words, which all kinds have.
    const KindInfo* const kind = !task_.kind.empty() ? find_kind() : kinds.empty() ? nullptr : &kinds.front();
    if (!facts || !facts->view().is_object() || kind == nullptr) return refused(Outcome::Failed);
    name_ = kind->name;
    // A mail for working days names the day. NotOffered: today is not a working day, so the digest is not
    // sent.
    if (const auto day = base::parse_date(facts->view().text_of("working_day"))) {
      if (!engine::is_working_day(calendar_folders(), *day)) return refused(Outcome::NotOffered);
    }
    std::map<std::string, std::string, std::less<>> values;
    for (const std::string_view name : kMailFacts) {
      if (const auto value = facts->view().find(name)) values[std::string(name)] = value->text();
    }
    if (!task_.kind.empty()) values["form"] = MessageText{kind->title_en, kind->title_zh}.in(task_.language);
    if (const auto forms = facts->view().find("forms")) values["forms"] = list_of_forms(*forms);
    const MailResult made = engine_.mail(name_, task_.options.mail, task_.language, values);
    if (!made.report.ok()) return with_report(made.report, task_);
    base::Json json = base::Json::object();
    json.set("subject", made.subject).set("text", made.text);
    if (!task_.kind.empty()) json.set("form", values["form"]).set("form_zh", kind->title_zh);
    if (facts->view().find("file")) {
      // The name of the document is known only after it is made. If the bundle has no words for it, nothing is
      // attached. A second version of the text mentions the attached document by this placeholder, which the front
      // replaces.
      values["file"] = kMailFilePlace;
      const MailResult with_file = engine_.mail(name_, task_.options.mail, task_.language, values);
      if (with_file.report.ok() && with_file.text != made.text) json.set("with_file", with_file.text);
    }
    return json_answer(json.text());
  }

  /// Returns the values of a form that was handed in, its records, and the places on its pages of the messages of the
  /// check.
  TaskAnswer review() const {
    const auto form = described_form(task_, engine_, name_);
    if (!form) return refused(Outcome::NotOffered);
    ReviewAnswer review{*form, engine_.form_values(name_, data()), records_of_form(task_.files.front().bytes, *form)};
    TaskAnswer answer = refused(Outcome::Done);
    if (!task_.options.values_only) {
      std::optional<Report> said;
      const RenderOptions options = review_options(&said);
      answer.report = said->json(task_.language, Audience::Applicant);
      const std::unique_ptr<Preview> preview = engine_.preview(name_, data(), options);
      review.sizes = sizes_of(*preview);
      review.marks = spots_of(*preview, *said);
    }
    answer.body = base::to_json(review).text();
    return answer;
  }

  /// Converts a foreign OFD file to PDF, text or a picture of a page. A separate program reads it, so that it never
  /// enters the memory of this one.
  TaskAnswer convert() const {
    if (task_.files.empty()) return refused(Outcome::Failed);
    const EngineOptions& engine = memory_.engine;
    ConvertOptions options;
    const auto* const wanted = std::ranges::find_if(
        kConvertedForms, [this](const ConvertedFormInfo& known) { return known.ending == task_.options.format; });
    const ConvertedFormInfo& type = wanted == std::ranges::end(kConvertedForms) ? kConvertedForms[0] : *wanted;
    options.form = type.form;
    options.strict = task_.options.strict;
    if (task_.options.dpi != 0) options.png.dpi = static_cast<double>(task_.options.dpi);
    // Pages count from 1; 0 means the first here, too.
    options.page = std::max<std::size_t>(task_.options.page, 1);
    options.share_folder = engine.share_folder;
    options.libexec_folder = engine.libexec_folder;
    options.font_folders = engine.font_folders;
    options.deadline = deadline_;
    Conversion conversion = convert_file({task_.files.front().path, task_.files.front().bytes}, {}, options);
    TaskAnswer answer = with_report(conversion.report, task_);
    if (task_.options.page > conversion.pages && conversion.pages > 0) return refused(Outcome::NoSuchPage);
    if (conversion.files.empty()) return answer;
    answer.outcome = Outcome::Done;
    answer.media_type = type.media_type;
    answer.name = fmt::format("{}.{}", task_.files.front().path, type.ending);
    answer.pages = conversion.pages;
    answer.body = std::move(conversion.files.front().bytes);
    return answer;
  }

  DataSource source_of(const MemoryFile& file) const {
    DataSource source;
    source.path = file.path;
    source.text = file.bytes;
    return source;
  }

  /// Fills in a form of any origin. The files: the form, the data, and the map if there is one. Two or three files in a
  /// fixed order; names of the parts do not matter.
  TaskAnswer fill() const {
    if (task_.files.size() < 2) return refused(Outcome::Failed);
    FormFilling filling{source_of(task_.files[0]), source_of(task_.files[1])};
    if (task_.files.size() > 2) filling.map = source_of(task_.files[2]);
    filling.flatten = task_.options.flatten;
    filling.strict = task_.options.strict;
    TaskAnswer answer = made(engine_.fill_form(filling));
    answer.name = task_.files.front().path;
    return answer;
  }

  /// Returns the fields of such a form, and their values by name.
  TaskAnswer form_fields() const {
    if (task_.files.empty()) return refused(Outcome::Failed);
    const FormFields fields = engine_.list_form_fields(source_of(task_.files.front()));
    if (!fields.report.ok()) return with_report(fields.report, task_);
    base::Json json = base::Json::object();
    json.set("fields", base::Json::written(fields.fields)).set("values", base::Json::written(fields.values));
    return json_answer(json.text());
  }

  /// Makes a workbook from a list of the office; the file of the task is the data of the page `list`.
  TaskAnswer list_file() const {
    return made(engine::make_page(memory_.engine, "list", data(), Format::Xlsx, render_options()));
  }

  /// With two files, tells whether a password matches a hash (`yes` or `no`); with one, returns the hash of a new
  /// password. Runs in the worker of logins, since Argon2id takes 64 MiB and a tenth of a second, during which the
  /// front must answer others.
  TaskAnswer password() const {
    constexpr std::size_t kBoth = 2;
    if (task_.files.empty()) return refused(Outcome::Failed);
    TaskAnswer answer = refused(Outcome::Done);
    if (task_.files.size() == kBoth) {
      const auto fits = inbox::password_fits(task_.files[0].bytes, task_.files[1].bytes);
      if (!fits) return refused(Outcome::Failed);
      answer.body = *fits ? "yes" : "no";
      return answer;
    }
    auto hash = inbox::password_hash(task_.files[0].bytes);
    if (!hash) return refused(Outcome::Failed);
    answer.body = *std::move(hash);
    return answer;
  }

  /// Reads returned files: returns data if there is a form among them, otherwise `Unreadable`. Faults of some files do
  /// not affect the others.
  TaskAnswer extract() const {
    if (!task_.kind.empty() && find_kind() == nullptr) return refused(Outcome::UnknownKind);
    intake::FileReader reader(memory_.engine.libexec_folder);
    ReturnedSources returned = unpack_returned(task_.files, reader);
    // Archives are unpacked in memory; `gongwen-reader` reads formats that only other programs can read.
    ExtractOptions options;
    options.kind = task_.kind;
    options.check = task_.options.check;
    options.render = render_options();
    options.render.hashes = true;
    Extraction extraction = engine_.extract(returned.forms, options);
    // Every input is listed: an archive that could not be unpacked completely is treated like a form that could not be
    // read.
    for (std::string& name : returned.damaged) extraction.files.emplace_back().path = std::move(name);
    returned.reports.push_back(extraction.report);
    TaskAnswer answer = with_report(engine::merge_reports(std::move(returned.reports)), task_);
    const bool read = std::any_of(extraction.files.begin(), extraction.files.end(),
                                  [](const ExtractedFile& file) { return !file.json.empty(); });
    if (answer.outcome == Outcome::BadData) answer.outcome = read ? Outcome::Done : Outcome::Unreadable;
    if (answer.outcome != Outcome::Done) return answer;
    answer.media_type = kJsonType;
    // Includes the report, so that a program gets forms and report in one
    // answer.
    base::Json result = engine::result_json(extraction);
    answer.body = result.set("report", base::Json::written(answer.report)).text();
    answer.reading = sources_json(returned.sources);
    return answer;
  }

  const Task& task_;
  std::string name_;  // name of the kind, or of its edition
  const Engine& engine_;
  WorkerMemory& memory_;
  std::chrono::steady_clock::time_point deadline_;
};

}  // namespace

// The only entry into this file; worker.cpp calls it for each task.
TaskAnswer answer_task(const Task& task, const Engine& engine, WorkerMemory& memory) {
  TaskAnswer answer = TaskRun(task, engine, memory).run();
  // A document that the client has is not sent again. Documents were compared before they were made.
  const bool is_known = answer.outcome == Outcome::Done && has_wanted_tag(task, answer.tag);
  if (!is_known) return answer;
  TaskAnswer unchanged = refused(Outcome::Unchanged);
  unchanged.tag = std::move(answer.tag);
  return unchanged;
}

}  // namespace gongwen::service
