#include "base/file_path.h"
#include "base/format.h"
#include "base/sha256.h"
#include "diagnostics/catalogue/texts/office.h"
#include "engine/api/result_json.h"
#include "engine/core/run.h"
#include "gongwen/preview.h"
#include "http/conditional.h"
#include "images/photo.h"
#include "resources/child_program.h"
#include "resources/file_tree.h"
#include "resources/read_file.h"
#include "service/detail/form_import.h"
#include "service/detail/pictures.h"
#include "service/detail/scan_task.h"
#include "service/detail/task.h"
#include "service/inbox/secrets.h"
#include "service/worker.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>

#include <poll.h>
#include <sys/wait.h>

namespace gongwen::service {
namespace {

constexpr std::string_view kJsonType = "application/json";
constexpr std::string_view kHtmlType = "text/html; charset=utf-8";
constexpr std::string_view kDeadlineId = "engine/deadline-passed";
constexpr std::size_t kTagDigits = 32;

bool has_message(const Report& report, std::string_view id) {
  const std::vector<Message> messages = report.messages();
  return std::any_of(messages.begin(), messages.end(), [id](const Message& message) { return message.id == id; });
}

/// If the data names a file that was not sent, the error is in the data, not in the installation.
bool is_fault_of_data(const Report& report) {
  const std::vector<Message> messages = report.messages();
  return std::all_of(messages.begin(), messages.end(), [](const Message& message) {
    return message.severity != Severity::Error || (message.data && message.data->pointer);
  });
}

Outcome outcome_of(const Report& report) {
  switch (report.status()) {
    case Status::Done: return Outcome::Done;
    case Status::BadInput:
    case Status::BadUsage: return Outcome::BadData;
    case Status::BadEnvironment: break;
  }
  if (has_message(report, kDeadlineId)) return Outcome::TooLong;
  return is_fault_of_data(report) ? Outcome::BadData : Outcome::Failed;
}

TaskAnswer refused(Outcome outcome) {
  TaskAnswer answer;
  answer.outcome = outcome;
  return answer;
}

TaskAnswer with_report(const Report& report, const Task& task) {
  TaskAnswer answer;
  answer.outcome = outcome_of(report);
  answer.report = report.json(task.language, task.options.in_words ? Audience::Applicant : Audience::Author);
  answer.warnings = report.warning_count();
  return answer;
}

TaskAnswer json_answer(std::string text) {
  TaskAnswer answer = refused(Outcome::Done);
  answer.media_type = kJsonType;
  answer.tag = base::sha256(text).substr(0, kTagDigits);
  answer.body = std::move(text);
  return answer;
}

/// The forms of a collection that its register does not have, for whatever reason.
LeftOut left_out_of(const Collection& collection) {
  constexpr std::string_view kNotRegistered = "intake/not-registered";
  LeftOut left_out{collection.inputs.size(), {}, {}};
  base::Sha256 hash;
  for (const CollectedInput& input : collection.inputs) {
    if (input.use == FormUse::Used && !has_message(input.report, kNotRegistered)) continue;
    left_out.names.emplace_back(base::file_name(input.path));
    hash.add(left_out.names.back() + '\n');
  }
  left_out.hash = hash.hexadecimal().substr(0, kTagDigits);
  return left_out;
}

/// In whole px.
std::int64_t whole_px(double px) { return std::llround(px); }

base::Json sizes_json(const Preview& preview) {
  base::Json sizes = base::Json::list();
  for (std::size_t page = 0; page < preview.page_count(); ++page) {
    const PictureSize size = preview.size(page);
    base::Json json = base::Json::object();
    sizes.add(std::move(json.set("width", whole_px(size.width)).set("height", whole_px(size.height))));
  }
  return sizes;
}

/// The values that the messages of a report are about; a message counts as `message` in the order of the report.
base::Json marks_json(const Preview& preview, const Report& report) {
  base::Json marks = base::Json::list();
  std::size_t number = 0;
  for (Message& message : report.messages()) {
    const std::size_t own = number++;
    if (!message.data || !message.data->pointer || message.data->pointer->empty()) continue;
    message.source.reset();  // a line of a template is nothing that a reader of the form looks for
    const std::optional<PageSpot> spot = preview.find(message);
    if (!spot) continue;
    base::Json mark = base::Json::object();
    mark.set("message", own).set("page", spot->page + 1);
    mark.set("left", whole_px(spot->left)).set("top", whole_px(spot->top));
    marks.add(std::move(mark.set("width", whole_px(spot->width)).set("height", whole_px(spot->height))));
  }
  return marks;
}

/// Does one task.
class TaskRun {
 public:
  TaskRun(const Task& task, const Engine& engine, WorkerMemory& memory)
      : task_(task), engine_(engine), memory_(memory), deadline_(std::chrono::steady_clock::now() + task.time) {}

  TaskAnswer run() {
    if (task_.operation == Operation::Kinds) return kinds();
    if (task_.operation == Operation::Extract) return extract();
    if (task_.operation == Operation::Password) return password();
    if (task_.operation == Operation::Records) return answer_records(task_, memory_.engine, render_options());
    if (task_.operation == Operation::Photo) return photo();
    if (task_.operation == Operation::Scan) return scan();
    if (task_.operation == Operation::Codes || task_.operation == Operation::Stack) {
      return answer_scans(task_, memory_.engine);
    }
    // A program names a kind; titles are for people.
    if (find_kind() == nullptr) return refused(Outcome::UnknownKind);
    switch (task_.operation) {
      case Operation::Describe: return text(engine_.describe(task_.kind, FieldForm::Json, task_.language));
      case Operation::Schema: return text(engine_.schema(task_.kind));
      case Operation::Check: return check();
      case Operation::Render: return render();
      case Operation::Form: return form();
      case Operation::FormPage: return form_page();
      case Operation::Review: return review();
      case Operation::Collect: return collect();
      case Operation::Kinds:
      case Operation::Extract:
      case Operation::Records:
      case Operation::Photo:
      case Operation::Scan:
      case Operation::Codes:
      case Operation::Stack:
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

  TaskAnswer text(TextResult result) const {
    return result.report.ok() ? json_answer(std::move(result.text)) : with_report(result.report, task_);
  }

  RenderOptions render_options() const {
    RenderOptions options;
    options.strict = task_.options.strict;
    options.fillable = task_.options.fillable;
    options.profile = task_.options.profile;
    options.pdf.attach_data = task_.options.attach_data;
    if (task_.options.dpi != 0) options.png.dpi = static_cast<double>(task_.options.dpi);
    if (task_.options.ofd_plain) options.ofd.profile = OfdProfile::Plain;
    options.deadline = deadline_;
    options.page_code = {task_.options.page_code, task_.options.page_label};
    return options;
  }

  /// Of a form that somebody handed in: its pages can be seen also where it has errors, and say so at their heads.
  RenderOptions review_options(std::optional<Report>* said = nullptr) const {
    RenderOptions options = render_options();
    options.review = true;
    Report report = engine_.check_values(task_.kind, {data()}, options);
    if (report.error_count() > 0) {
      options.draft.mark = diagnostics::texts::OfficeFaultyMark.in(diagnostics::Language::Chinese);
    }
    if (said != nullptr) *said = std::move(report);
    return options;
  }

  /// The data is a text, so that whatever it names is looked for only among the files of the request.
  DataSource data() const {
    DataSource source;
    if (task_.options.blank || task_.files.empty()) return source;
    source.path = task_.files.front().path;
    source.text = task_.files.front().bytes;
    source.files.assign(task_.files.begin() + 1, task_.files.end());
    return source;
  }

  TaskAnswer check() const {
    const std::vector<DataSource> sources{data()};
    TaskAnswer answer =
        with_report(task_.options.values_only ? engine_.check_values(task_.kind, sources, render_options())
                                              : engine_.check(task_.kind, sources, render_options()),
                    task_);
    // A check that found errors has worked.
    if (answer.outcome == Outcome::BadData) answer.outcome = Outcome::Done;
    return answer;
  }

  /// What the bytes of a document depend on besides its data.
  const std::string& definition() const {
    const TaskOptions& options = task_.options;
    std::string key = fmt::format("{} {} {} {} {} {}", task_.kind, options.dpi, options.fillable, options.attach_data,
                                  options.strict, options.ofd_plain);
    std::string& known = memory_.definitions[std::move(key)];
    if (!known.empty()) return known;
    RenderOptions common = render_options();
    common.page_code = {};  // every document has its own
    return known = engine_.document_definition(task_.kind, common);
  }

  /// The same for equal documents.
  std::string tag() const {
    base::Sha256 hash;
    hash.add(fmt::format("{} {} {} {} {} ", definition(), task_.options.format, task_.options.page, task_.options.blank,
                         task_.options.review));
    hash.add(task_.options.page_code);
    for (const MemoryFile& file : task_.files) {
      hash.add(fmt::format("{} {} {}", file.path.size(), file.path, file.bytes.size()));
      hash.add(file.bytes);
    }
    return hash.hexadecimal().substr(0, kTagDigits);
  }

  const KindList& known_kinds() const {
    if (!memory_.kinds) memory_.kinds = engine_.list();
    return *memory_.kinds;
  }

  /// The kind of the task; null when it does not exist.
  const KindInfo* find_kind() const {
    const std::vector<KindInfo>& kinds = known_kinds().kinds;
    const auto found =
        std::find_if(kinds.begin(), kinds.end(), [this](const KindInfo& kind) { return kind.name == task_.kind; });
    return found == kinds.end() ? nullptr : &*found;
  }

  TaskAnswer render() const {
    const FormatInfo* const format = find_format(task_.options.format);
    if (format == nullptr) return refused(Outcome::NotOffered);
    const KindInfo* const kind = find_kind();
    if (kind == nullptr) return refused(Outcome::Failed);
    // Pictures are of the pages of a PDF.
    const Format document = format->is_document ? format->format : Format::Pdf;
    if (std::find(kind->formats.begin(), kind->formats.end(), document) == kind->formats.end()) {
      return refused(Outcome::NotOffered);
    }
    const std::string wanted = tag();
    if (http::has_etag(task_.options.if_none_match, "\"gw-" + wanted + '"', true)) {
      TaskAnswer unchanged = refused(Outcome::Unchanged);
      unchanged.tag = wanted;
      return unchanged;
    }
    TaskAnswer answer = made(engine_.render(task_.kind, data(), {format->format},
                                            task_.options.review ? review_options() : render_options()));
    answer.name = fmt::format("{}{}", MessageText{kind->title_en, kind->title_zh}.in(task_.language), format->ending);
    if (answer.outcome == Outcome::Done) answer.tag = wanted;
    return answer;
  }

  TaskAnswer made(Rendering rendering) const {
    TaskAnswer answer = with_report(rendering.report, task_);
    const bool is_reviewed = task_.options.review && answer.outcome == Outcome::BadData && !rendering.files.empty();
    if (is_reviewed) answer.outcome = Outcome::Done;
    if (answer.outcome != Outcome::Done) return answer;
    const std::size_t index = task_.options.page == 0 ? 0 : task_.options.page - 1;
    if (index >= rendering.files.size()) return refused(Outcome::NoSuchPage);
    RenderedFile& file = rendering.files[index];
    answer.media_type = format_info(file.format).media_type;
    answer.pages = format_info(file.format).is_file_per_page ? rendering.files.size() : file.pages;
    answer.body = std::move(file.bytes);
    return answer;
  }

  /// The form as JSON; its tag is the edition of the kind.
  TaskAnswer form() const {
    TextResult form = engine_.form(task_.kind, task_.language);
    if (!form.report.ok()) return refused(Outcome::NotOffered);
    TaskAnswer answer = json_answer(std::move(form.text));
    answer.tag = engine_.definition_hash(task_.kind);
    return answer;
  }

  /// The page of a form with what was typed, checked if that was asked for.
  TaskAnswer form_page() const {
    const std::optional<FormPageInput> around = parse_form_page(task_.options.page_around, task_.language);
    const std::optional<TypedValues> values =
        task_.files.empty() ? std::nullopt : parse_entries(task_.files.front().bytes);
    if (!around || !values) return refused(Outcome::Failed);
    FormPageInput input = *around;
    // A draft that nobody has saved yet has the defaults of the form.
    if (task_.files.front().bytes != kNoEntries) input.values = with_places(*values, input.left);
    if (input.values && task_.files.size() == 1) drop_fixed(*input.values);
    std::optional<DataSource> original;
    if (task_.files.size() > 1) {
      original = DataSource{};
      original->path = task_.files[1].path;
      original->text = task_.files[1].bytes;
      if (input.values) take_pictures(*original, *input.values);
    }
    FormResult result;
    result.edition = engine_.definition_hash(task_.kind);
    Report said;
    if (task_.options.check) {
      // What the form does not show stays as it was, and what nobody has changed keeps its structure.
      FormReading reading = engine_.read_form(task_.kind, input.values.value_or(TypedValues()), task_.language,
                                              render_options(), original ? &*original : nullptr);
      result.ok = reading.ok;
      result.data = std::move(reading.json);
      if (result.ok && !task_.options.values_only) add_names(result);
      // What the check says, then what the office has said before.
      input.messages.insert(input.messages.begin(), reading.messages.begin(), reading.messages.end());
      if (result.ok) input.notices.insert(input.notices.begin(), task_.options.praise);
      said = reading.report;
    }
    if (task_.options.values_only) return json_answer(messages_json(input.messages));
    // What was typed at other steps is wrong there whether or not somebody asks for a check.
    if (!task_.options.check && input.values && input.step != 0) {
      input.found = engine_.read_form(task_.kind, *input.values, task_.language, render_options()).messages;
    }
    TextResult page = engine_.form_page(task_.kind, input);
    if (!page.report.ok()) return with_report(page.report, task_);
    TaskAnswer answer = refused(Outcome::Done);
    answer.media_type = kHtmlType;
    answer.body = std::move(page.text);
    answer.reading = form_result_json(result);
    answer.report = said.json(task_.language);
    return answer;
  }

  /// The page shows the texts that the form fixes, not what somebody has sent in their place.
  void drop_fixed(TypedValues& values) const {
    const auto form = base::parse_json(engine_.form(task_.kind, task_.language).text);
    if (!form) return;
    std::erase_if(values, [&](const TypedValue& value) {
      const auto field = find_form_field(form->view(), value.pointer);
      return field && field->flag_of("readOnly");
    });
  }

  /// The pictures of data that are corrected stay as they are: browsers do not send them back.
  void take_pictures(const DataSource& original, TypedValues& values) const {
    const auto form = base::parse_json(engine_.form(task_.kind, task_.language).text);
    if (!form) return;
    const auto is_picture = [&](const TypedValue& value) {
      return is_file_field(form->view(), value.pointer);
    };
    std::erase_if(values, is_picture);
    for (TypedValue& value : engine_.form_values(task_.kind, original)) {
      if (!is_picture(value)) continue;
      value.is_file = true;
      values.push_back(std::move(value));
    }
  }

  /// For lists, of what can be submitted.
  void add_names(FormResult& result) const {
    const auto form = base::parse_json(engine_.form(task_.kind, task_.language).text);
    if (form) std::tie(result.person, result.organisation) = names_of_form(result.data, form->view());
  }

  /// The values without those of places that the form has no longer, which go to `left`. One that has its place again
  /// comes back, unless something else was typed there.
  TypedValues with_places(const TypedValues& values, TypedValues& left) const {
    const bool is_same = task_.options.edition.empty() || task_.options.edition == engine_.definition_hash(task_.kind);
    TypedValues wanted;
    std::set<std::string> pointers;
    for (const TypedValue& value : values) {
      if (!value.pointer.starts_with(kLeftMark)) pointers.insert(value.pointer);
    }
    bool any_left = false;
    for (TypedValue value : values) {
      if (value.pointer.starts_with(kLeftMark)) {
        any_left = true;
        value.pointer.erase(0, kLeftMark.size());
        if (!pointers.insert(value.pointer).second) {
          left.push_back(std::move(value));
          continue;
        }
      }
      wanted.push_back(std::move(value));
    }
    // What somebody sends who has the form of today is refused, not laid aside.
    if (is_same && !any_left) return wanted;
    const std::vector<std::string> refused = engine_.read_form(task_.kind, wanted, task_.language).refused;
    const auto has_place = [&refused](const TypedValue& value) {
      return std::find(refused.begin(), refused.end(), value.pointer) == refused.end();
    };
    // What was uploaded stays with the draft, and says nothing to whoever reads it here.
    const auto has_text = [](const TypedValue& value) {
      return !value.is_file &&
             std::any_of(value.texts.begin(), value.texts.end(), [](const std::string& text) { return !text.empty(); });
    };
    const auto last = std::stable_partition(wanted.begin(), wanted.end(), has_place);
    std::copy_if(last, wanted.end(), std::back_inserter(left), has_text);
    wanted.erase(last, wanted.end());
    return wanted;
  }

  /// Whether the program of the operator lets a file pass: `yes`, `no`; failed where it does not say in time.
  TaskAnswer scan() const {
    const auto folder = resources::TemporaryFolder::make(memory_.engine.temporary_folder);
    if (!folder || task_.files.empty()) return refused(Outcome::Failed);
    const std::string path = folder->path() + "/file";
    pid_t child = 0;
    if (resources::write_new_file(path, task_.files.front().bytes)) return refused(Outcome::Failed);
    if (resources::start_program({task_.options.command, {task_.options.command, path}}, child)) {
      return refused(Outcome::Failed);
    }
    const bool in_time = ends_in_time(child);
    const std::optional<int> status = resources::wait_for_program(child);
    if (!in_time) return refused(Outcome::TooLong);
    if (!status || !WIFEXITED(*status) || WEXITSTATUS(*status) > 1) return refused(Outcome::Failed);
    TaskAnswer answer = refused(Outcome::Done);
    answer.body = WEXITSTATUS(*status) == 0 ? "yes" : "no";
    return answer;
  }

  /// A program that is still at work at the deadline is ended.
  bool ends_in_time(pid_t child) const {
    const resources::FileDescriptor handle = resources::process_handle(child);
    if (!handle) return true;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - std::chrono::steady_clock::now());
    pollfd ended{handle.number(), POLLIN, 0};
    if (::poll(&ended, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0))) > 0) return true;
    resources::end_process(handle);
    return false;
  }

  /// What is kept of a photo; where nothing can be, the name of the answer says why.
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
      case images::PhotoFault::UnknownType: answer.name = "type"; break;
      case images::PhotoFault::TooLarge: answer.name = "size"; break;
      case images::PhotoFault::Damaged: answer.name = "damaged"; break;
    }
    return answer;
  }

  /// A form that was handed in, to be looked through: its fields, their values, how large its pages are, and
  /// where on them is what the check speaks of:
  /// `{"form":{…},"values":[…],"records":[…],"sizes":[{"width":794,"height":1123}],"marks":[{"message":0,"page":1,"left":…,"top":…,"width":…,
  /// "height":…}]}`, in px of the pictures. With values_only neither check nor pages.
  TaskAnswer review() const {
    const TextResult form = engine_.form(task_.kind, task_.language);
    const auto fields = base::parse_json(form.text);
    if (!form.report.ok() || !fields) return refused(Outcome::NotOffered);
    base::Json json = base::Json::object();
    json.set("form", base::Json::written(form.text));
    json.set("values", base::Json::written(entries_json(engine_.form_values(task_.kind, data()))));
    json.set("records", records_of_form(task_.files.front().bytes, fields->view()));
    TaskAnswer answer = refused(Outcome::Done);
    if (!task_.options.values_only) {
      std::optional<Report> said;
      const RenderOptions options = review_options(&said);
      answer.report = said->json(task_.language, Audience::Applicant);
      const std::unique_ptr<Preview> preview = engine_.preview(task_.kind, data(), options);
      json.set("sizes", sizes_json(*preview));
      json.set("marks", marks_json(*preview, *said));
    }
    answer.body = json.text();
    return answer;
  }

  /// A roster of data that were handed in, or a register with an entry for each. The engine collects a folder; files of
  /// a register lie in folders that name their kinds.
  TaskAnswer collect() const {
    const FormatInfo* const format = find_format(task_.options.format);
    const auto folder = resources::TemporaryFolder::make(memory_.engine.temporary_folder);
    if (format == nullptr) return refused(Outcome::NotOffered);
    if (!folder) return refused(Outcome::Failed);
    const std::string forms = folder->path() + "/forms/";
    std::set<std::string> folders{forms, folder->path() + "/"};
    for (const MemoryFile& file : task_.files) {
      const std::string own = forms + std::string(base::folder_part(file.path));
      if (resources::make_private_folder(own)) return refused(Outcome::Failed);
      folders.insert(base::as_folder(own));
      if (resources::write_new_file(forms + file.path, file.bytes)) return refused(Outcome::Failed);
    }
    CollectOptions options;
    const std::string output = folder->path() + "/collected" + std::string(format->ending);
    options.outputs = {{output}};
    options.register_kind = task_.options.collected_as;
    options.has_links = false;  // the files of this folder go with it
    options.kind_of = [&forms](const std::string& path) {
      const std::string name = path.substr(std::min(forms.size(), path.size()));
      return name.substr(0, name.find('/'));
    };
    options.titles = task_.language;
    options.render = render_options();
    const bool is_register = !options.register_kind.empty();
    const Collection collection =
        engine_.collect(is_register ? std::vector<std::string>() : std::vector{task_.kind}, forms, options);
    // A roster of forms with errors says so in its own list.
    TaskAnswer answer = with_report(collection.report, task_);
    answer.report = without_folders(std::move(answer.report), folders);
    const LeftOut left_out = is_register ? left_out_of(collection) : LeftOut();
    answer.reading = left_out_json(left_out);
    const std::string& agreed = task_.options.leaves_out;
    diagnostics::DiagnosticSink sink;
    auto bytes = resources::read_bytes(output, {}, sink);
    // What a register lacks somebody has to know before it is made.
    const bool may_be_made = left_out.names.empty() || agreed == kAnyLeftOut || agreed == left_out.hash;
    if (collection.files.empty() || !bytes || !may_be_made) {
      answer.outcome = Outcome::BadData;
      if (!collection.files.empty() && bytes) answer.name = kLeavesOut;
      return answer;
    }
    answer.body = *std::move(bytes);
    answer.outcome = Outcome::Done;
    answer.media_type = format->media_type;
    answer.name = format->ending;
    return answer;
  }

  /// Whether a password fits a hash, when there are both: `yes` or `no`; the hash of a new password otherwise.
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

  TaskAnswer extract() const {
    if (!task_.kind.empty() && find_kind() == nullptr) return refused(Outcome::UnknownKind);
    intake::FileReader reader(memory_.engine.libexec_folder);
    ReturnedSources returned = unpack_returned(task_.files, reader);
    ExtractOptions options;
    options.kind = task_.kind;
    options.check = task_.options.check;
    options.render = render_options();
    options.render.hashes = true;
    const Extraction extraction = engine_.extract(returned.forms, options);
    returned.reports.push_back(extraction.report);
    TaskAnswer answer = with_report(engine::merge_reports(std::move(returned.reports)), task_);
    const bool read = std::any_of(extraction.files.begin(), extraction.files.end(),
                                  [](const ExtractedFile& file) { return !file.json.empty(); });
    if (answer.outcome == Outcome::BadData) answer.outcome = read ? Outcome::Done : Outcome::Unreadable;
    if (answer.outcome != Outcome::Done) return answer;
    answer.media_type = kJsonType;
    // The forms, and what the engine has to say of them.
    base::Json result = engine::result_json(extraction);
    answer.body = result.set("report", base::Json::written(answer.report)).text();
    answer.reading = sources_json(returned.sources);
    return answer;
  }

  const Task& task_;
  const Engine& engine_;
  WorkerMemory& memory_;
  std::chrono::steady_clock::time_point deadline_;
};

}  // namespace

TaskAnswer answer_task(const Task& task, const Engine& engine, WorkerMemory& memory) {
  return TaskRun(task, engine, memory).run();
}

}  // namespace gongwen::service
