// A draft is compiled by an engine of its own, which finds the draft in memory before all folders. The last such engine
// is cached, since the pages of one draft are requested one after another.
//
// A draft comes from a browser or a program: before it is used, run() checks its size, that it is of the kind of the
// task, and that it has no expressions and own markup beyond those of the edition in use.
#include "service/designer/detail/design_task.h"

#include "base/escapes.h"
#include "base/file_path.h"
#include "base/format.h"
#include "base/json.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "engine/input/form_design.h"
#include "gongwen/engine.h"
#include "resources/folder.h"
#include "service/designer/detail/form_tree.h"
#include "service/worker.h"

#include <algorithm>
#include <array>
#include <set>

namespace gongwen::service {
namespace {

// Bundles are shallow; files that lie deeper do not belong to them.
constexpr int kBundleDepth = 4;

/// Returns the folder of a kind that has a form.json: the first one that has the kind, as the engine looks for it.
std::optional<resources::Folder> folder_of(const EngineOptions& options, const std::string& kind) {
  // A kind is the name of a folder: no path, and not `shared`.
  if (!resources::is_inner_name(kind) || kind.find('/') != std::string::npos || kind == "shared") return std::nullopt;
  std::vector<std::string> places = options.template_folders;
  places.push_back(options.share_folder + "/templates");
  // In the same order as the engine: the folders of the settings first, so that published editions take precedence.
  for (const std::string& place : places) {
    resources::Folder folder(base::join_path(place, kind), kind);
    if (folder.contains(kFormFile) && !folder.contains("template.json")) return folder;
    // A bundle with templates of its own hides the form of a later folder.
    if (folder.exists() && folder.contains("template.json")) return std::nullopt;
  }
  return std::nullopt;
}

/// Lists the kinds of all folders, by their names.
DesignKinds design_kinds(const EngineOptions& options) {
  std::set<std::string> names;
  std::vector<std::string> places = options.template_folders;
  places.push_back(options.share_folder + "/templates");
  for (const std::string& place : places) {
    // All names, also of bundles without a form.json, since a new kind must not hide them.
    for (std::string& name : resources::Folder(place, place).subfolders()) names.insert(std::move(name));
  }
  DesignKinds kinds;
  diagnostics::DiagnosticSink unheard;
  for (const std::string& name : names) {
    const auto folder = folder_of(options, name);
    const auto bytes =
        folder ? folder->read_bytes(kFormFile, {}, unheard) : base::Expected<std::string>(base::kReported);
    const auto form = bytes ? FormNode::read(*bytes) : std::nullopt;
    const FormNode* const title = form ? form->member("title") : nullptr;
    // A form without a title cannot be listed; the engine reports the error elsewhere.
    if (title != nullptr) kinds.designed.push_back({name, {title->text_of("zh"), title->text_of("en")}});
  }
  kinds.names.assign(names.begin(), names.end());
  return kinds;
}

// All files, since a published edition has to be complete without the program.
std::optional<BundleTexts> files_of(const EngineOptions& options, const std::string& kind) {
  const auto folder = folder_of(options, kind);
  if (!folder) return std::nullopt;
  diagnostics::DiagnosticSink unheard;
  BundleTexts files;
  for (const std::string& name : folder->files_below(kBundleDepth)) {
    auto bytes = folder->read_bytes(name, {}, unheard);
    if (!bytes) return std::nullopt;
    files.emplace_back(name, *std::move(bytes));
  }
  return files;
}

std::string* find_text(BundleTexts& files, std::string_view name) {
  const auto found = std::find_if(files.begin(), files.end(), [name](const auto& file) { return file.first == name; });
  return found == files.end() ? nullptr : &found->second;
}

/// Collects the parts that only programmers may write: expressions of templates, and rows and styles of their own.
void collect_guarded(const FormNode& node, std::set<std::string>& found) {
  // Each of these members is executed or drawn unchanged: the engine would run expressions, HTML and CSS could imitate
  // other parts of the page.
  static constexpr std::array<std::string_view, 6> kGuarded{"html", "css",           "expression",
                                                            "when", "is_expression", "style"};
  for (const auto& [name, item] : node.items) {
    const bool is_guarded = std::find(kGuarded.begin(), kGuarded.end(), name) != kGuarded.end();
    // A file name may be a template, too.
    if (is_guarded || (name == "file_name" && item.is_text())) found.insert(name + ' ' + item.json());
    collect_guarded(item, found);
  }
}

// Compared as pairs of name and content, regardless of their place: a guarded part may be moved, but not changed or
// added.
bool has_other_guarded(const FormNode& draft, const FormNode& base) {
  std::set<std::string> wanted;
  std::set<std::string> known;
  collect_guarded(draft, wanted);
  collect_guarded(base, known);
  return !std::includes(known.begin(), known.end(), wanted.begin(), wanted.end());
}

TaskAnswer with_outcome(Outcome outcome) {
  TaskAnswer answer;
  answer.outcome = outcome;
  return answer;
}

TaskAnswer json_body(std::string body) {
  TaskAnswer answer = with_outcome(Outcome::Done);
  answer.media_type = "application/json";
  answer.body = std::move(body);
  return answer;
}

engine::ExampleSize size_named(std::string_view name) {
  if (name == "minimal") return engine::ExampleSize::Minimal;
  return name == "longest" ? engine::ExampleSize::Longest : engine::ExampleSize::Typical;
}

// Answers one task; made for it and destroyed with it. The engine of the draft stays in WorkerMemory.
class DesignRun {
 public:
  DesignRun(const Task& task, WorkerMemory& memory, const RenderOptions& render)
      : task_(task), memory_(memory), render_(render) {}

  TaskAnswer run() {
    if (task_.options.design == kDesignKinds) return json_body(base::to_json(design_kinds(memory_.engine)).text());
    if (task_.options.design == kDesignNew) return of_file();
    const bool is_alone = task_.options.design_origin == kNoOrigin;
    const std::string& origin = task_.options.design_origin.empty() ? task_.kind : task_.options.design_origin;
    // A form from a file has no edition: an empty form is compared instead, so that everything guarded is refused.
    auto files = is_alone ? BundleTexts{{std::string(kFormFile), "{}"}} : files_of(memory_.engine, origin);
    std::string* const form = files ? find_text(*files, kFormFile) : nullptr;
    if (form == nullptr) return with_outcome(Outcome::NotOffered);
    if (task_.options.design == kDesignSource) return source(*files, *form);
    // The size is checked in bytes before anything is parsed.
    if (task_.files.empty() || task_.files.front().bytes.size() > kMaxFormBytes) return refused("size");
    const auto draft = FormNode::read(task_.files.front().bytes);
    const auto base = FormNode::read(*form);
    if (!draft || !draft->is_object()) return refused("json");
    // Fields are limited, since each costs time on every page.
    const FormNode* const fields = draft->member("fields");
    if (fields != nullptr && fields->items.size() > kMaxFormFields) return refused("size");
    if (draft->text_of("kind") != task_.kind) return refused("kind");
    if (!base || has_other_guarded(*draft, *base)) return refused("guarded");
    if (task_.options.design == kDesignExamples) return examples(*draft, *files, *form);
    // From here on `files` are those of the draft: its form, and the other files of the edition in use.
    present_ = std::exchange(*form, task_.files.front().bytes);
    prepare(*files);
    if (task_.options.design == kDesignFile) return file();
    if (task_.options.design == kDesignWeb) return web();
    return check(*files);
  }

 private:
  static TaskAnswer refused(std::string_view why) {
    TaskAnswer answer = with_outcome(Outcome::BadData);
    answer.name = why;
    return answer;
  }

  TaskAnswer source(const BundleTexts& files, const std::string& form) {
    const Engine engine(memory_.engine);
    DesignSource source{engine.definition_hash(task_.kind), {}, form, bundle_json(files)};
    if (const auto read = FormNode::read(form)) source.version = read->text_of("version");
    return json_body(base::to_json(source).text());
  }

  TaskAnswer of_file() const {
    if (task_.files.empty()) return refused("json");
    // Read in another process with fewer rights (libexec_folder), since the file comes from a stranger.
    const engine::FormOfFile made = engine::form_of_file(task_.kind, task_.files.front(), task_.options.design_title,
                                                         memory_.engine.libexec_folder);
    DesignOfFile answer{made.form, {}};
    for (std::size_t i = 0; i < made.guesses.size(); ++i) {
      const FieldGuess& guess = made.guesses[i];
      // Guesses and pointers have the same order; a place for which no field was made has no type.
      const bool is_field = !guess.type.empty() && i < made.pointers.size();
      answer.guesses.push_back({guess.title, is_field ? made.pointers[i] : std::string(), guess.type, guess.place,
                                guess.reason, guess.confidence >= engine::kSureGuess});
    }
    return with_report(json_body(base::to_json(answer).text()), made.report);
  }

  /// Rules for which no examples are requested are left out, so that a form with many rules takes no longer.
  TaskAnswer examples(FormNode draft, BundleTexts& files, std::string& form) {
    FormNode* const rules = draft.member("rules");
    const auto wanted = typed_index(task_.options.design_data);
    std::vector<std::size_t> kept;
    std::vector<std::pair<std::string, FormNode>> items;
    // `wanted`: one rule (`design_data` is its index); otherwise the first kMostExamples.
    for (std::size_t i = 0; rules != nullptr && i < rules->items.size(); ++i) {
      if (wanted ? i != *wanted : i >= kMostExamples) continue;
      kept.push_back(i);
      items.push_back(std::move(rules->items[i]));
    }
    if (rules != nullptr) rules->items = std::move(items);
    form = draft.layout();
    EngineOptions options = memory_.engine;
    for (const auto& [path, bytes] : files) options.template_files.push_back({task_.kind + '/' + path, bytes});
    const Engine of_draft(options);
    DesignExamples made;
    // `found.rule` is an index among the rules that were kept; `kept` maps it to the index in the form.
    for (const engine::RuleExamples& found : engine::examples_of_rules(options, task_.kind)) {
      if (found.rule >= kept.size()) continue;
      DesignExample example{kept[found.rule], !found.accepted.empty(), !found.refused.empty(),
                            values_of(of_draft, found.accepted, found.pointers),
                            values_of(of_draft, found.refused, found.pointers)};
      // A sentence may become several rules: the first one with both examples stands for all.
      if (made.rules.empty() || made.rules.back().rule != example.rule) {
        made.rules.push_back(std::move(example));
      } else if (!made.rules.back().accepts || !made.rules.back().refuses) {
        made.rules.back() = std::move(example);
      }
    }
    return json_body(base::to_json(made).text());
  }

  /// Returns the values at the pointers, as the form shows them to an applicant who continues it.
  std::vector<ExampleValue> values_of(const Engine& of_draft, const std::string& data,
                                      const std::vector<std::string>& pointers) const {
    std::vector<ExampleValue> values;
    const auto read = FormNode::read(data);
    if (data.empty() || !read) return values;
    DataSource source;
    source.path = "example.json";
    source.text = data;
    const TypedValues typed = of_draft.form_values(task_.kind, source);
    for (const std::string& pointer : pointers) {
      ExampleValue value{pointer, {}};
      const auto found =
          std::find_if(typed.begin(), typed.end(), [&](const TypedValue& one) { return one.pointer == pointer; });
      const FormNode* const item = read->find(pointer);
      // A leaf has its texts as typed, a list its number of rows, everything else its JSON.
      if (found != typed.end()) {
        value.texts = found->texts;
      } else if (item != nullptr && item->is_list()) {
        value.is_list = true;
        value.rows = item->items.size();
      } else if (item != nullptr && !item->is_object()) {
        value.texts = {item->text};
      }
      values.push_back(std::move(value));
    }
    return values;
  }

  /// Prepares the engine for this draft: the last one if it was the same. Compiling a form takes time, and an editor
  /// requests one page after another.
  void prepare(const BundleTexts& files) {
    base::Sha256 hash;
    hash.add(task_.kind + '\n' + bundle_json(files));
    std::string name = hash.hexadecimal();
    if (memory_.design && memory_.design_name == name) return;
    EngineOptions options = memory_.engine;
    // Files in memory take precedence over those of folders: the draft hides the edition in use.
    for (const auto& [path, bytes] : files) options.template_files.push_back({task_.kind + '/' + path, bytes});
    memory_.design = std::make_unique<const Engine>(options);
    memory_.design_name = std::move(name);
  }

  const Engine& engine() const { return *memory_.design; }

  RenderOptions render_options() const {
    RenderOptions options;
    options.deadline = render_.deadline;
    // Made-up data need not obey the rules, but has to be shown.
    options.review = true;
    // With `review`, data with errors are drawn, too.
    return options;
  }

  std::optional<DataSource> example(std::string_view size) const {
    auto json = engine::example_of_form(task_.kind, task_.files.front().bytes, size_named(size));
    if (!json) return std::nullopt;
    DataSource data;
    data.path = "example.json";
    data.text = *std::move(json);
    return data;
  }

  TaskAnswer with_report(TaskAnswer answer, const Report& report) const {
    answer.report = report.json(task_.language, Audience::Author);
    answer.warnings = report.warning_count();
    return answer;
  }

  /// Makes a blank document, or one with made-up data; for pictures, the page that the task names.
  TaskAnswer file() const {
    const FormatInfo* const format = find_format(task_.options.format);
    if (format == nullptr) return with_outcome(Outcome::NotOffered);
    std::optional<DataSource> data = task_.options.blank ? DataSource() : example(task_.options.design_data);
    if (!data) return with_report(refused("form"), engine().edition(task_.kind).report);
    // If no data can be made up because the form has errors, its messages say why.
    RenderOptions options = render_options();
    options.fillable = task_.options.fillable;
    const Rendering made = engine().render(task_.kind, *data, {format->format}, options);
    if (made.files.empty()) return with_report(refused("form"), made.report);
    // Pages count from 1; 0 means the only file.
    const std::size_t index = task_.options.page == 0 ? 0 : task_.options.page - 1;
    if (index >= made.files.size()) return with_outcome(Outcome::NoSuchPage);
    TaskAnswer answer = with_outcome(Outcome::Done);
    answer.media_type = format->media_type;
    answer.pages = made.files.size();
    answer.name = task_.kind + std::string(format->ending);
    answer.body = made.files[index].bytes;
    return answer;
  }

  TaskAnswer web() const {
    const auto input = parse_form_page(task_.options.page_around, task_.language);
    if (!input) return with_outcome(Outcome::Failed);
    const TextResult page = engine().form_page(task_.kind, *input);
    if (!page.report.ok()) return with_report(refused("form"), page.report);
    TaskAnswer answer = with_outcome(Outcome::Done);
    answer.media_type = "text/html; charset=utf-8";
    answer.body = page.text;
    return answer;
  }

  /// Checks whether the files can be made, and whether a fillable one gives the data back. Eight documents or more:
  /// three sizes in two formats, two that are read back, and those of the edition in use if the draft does not fit; one
  /// deadline applies to all of them.
  void try_all(DesignCheck& check) const {
    const std::string& origin = task_.options.design_origin.empty() ? task_.kind : task_.options.design_origin;
    for (const std::string_view size : {"minimal", "typical", "longest"}) {
      const auto data = example(size);
      const Rendering page = data ? engine().render(task_.kind, *data, {Format::Pdf}, render_options()) : Rendering();
      check.trials.push_back({"page", std::string(size), !page.files.empty()});
      // If the edition in use does not fit either, the draft is not at fault.
      const bool is_seen = page.files.empty() || fits(page.report) || !present_fits(origin, size);
      check.trials.push_back({"fits", std::string(size), is_seen});
      const bool has_book = data && !engine().render(task_.kind, *data, {Format::Xlsx}, render_options()).files.empty();
      check.trials.push_back({"workbook", std::string(size), has_book});
    }
    // Typical data are enough: reading values back does not depend on the length of texts.
    const auto data = example("typical");
    for (const Format format : {Format::Pdf, Format::Xlsx}) {
      check.trials.push_back({"fillable", format == Format::Pdf ? "pdf" : "xlsx", data && comes_back(*data, format)});
    }
  }

  /// Returns whether nothing on the pages is cut off, or reaches beyond its surroundings.
  static bool fits(const Report& report) {
    constexpr std::array<std::string_view, 9> kFaults{
        "layout/text-clipped",    "layout/text-cut",  "layout/overflow",    "layout/too-wide",     "layout/beyond-left",
        "layout/margin-overflow", "layout/off-sheet", "layout/beyond-cell", "layout/cells-overlap"};
    const std::vector<Message> messages = report.messages();
    return std::none_of(messages.begin(), messages.end(), [&](const Message& message) {
      return std::find(kFaults.begin(), kFaults.end(), message.id) != kFaults.end();
    });
  }

  /// Returns whether the edition in use fits: an office need not mend what it did not break. Called only if the draft
  /// does not fit, since it takes an engine of its own.
  bool present_fits(const std::string& origin, std::string_view size) const {
    const auto json = engine::example_of_form(origin, present_, size_named(size));
    if (!json) return true;
    DataSource data;
    data.path = "example.json";
    data.text = *json;
    return fits(Engine(memory_.engine).render(origin, data, {Format::Pdf}, render_options()).report);
  }

  // The engine fills in the file and reads it, as if an applicant had sent it back.
  bool comes_back(const DataSource& data, Format format) const {
    RenderOptions options = render_options();
    options.fillable = true;
    const Rendering made = engine().render(task_.kind, data, {format}, options);
    if (made.files.empty()) return false;
    ExtractOptions extract;
    extract.kind = task_.kind;
    extract.render.deadline = render_.deadline;
    // The ending tells extract() the type of the file.
    FormSource source{"form" + std::string(format_info(format).ending), made.files.front().bytes};
    const Extraction read = engine().extract({source}, extract);
    return read.files.size() == 1 && has_values_of(read.files.front().json, *data.text);
  }

  /// Returns whether the values that were read are those of the data, except that values that the paper does not show
  /// may be missing. Requires at least one value: in a file without fields no value would differ.
  static bool has_values_of(std::string_view read, std::string_view data) {
    const auto found = FormNode::read(read);
    const auto given = FormNode::read(data);
    return found && given && count_values(*found, *given).value_or(0) > 0;
  }

  /// Returns the number of values; nullopt if one differs. Blank values are not counted. Missing members are treated as
  /// blank, so that `{}` and `{"a": ""}` are equal.
  static std::optional<std::size_t> count_values(const FormNode& found, const FormNode& given) {
    if (!found.is_object() && !found.is_list()) {
      const bool is_blank = found.text.empty() || found.text == "null" || found.text == "false";
      return found == given ? std::optional<std::size_t>(is_blank ? 0 : 1) : std::nullopt;
    }
    std::size_t count = 0;
    for (std::size_t i = 0; i < found.items.size(); ++i) {
      const auto& [name, value] = found.items[i];
      // Members by name, items by their index.
      const FormNode* const other = found.is_object()        ? given.member(name)
                                    : i < given.items.size() ? &given.items[i].second
                                                             : nullptr;
      const auto inner = count_values(value, other == nullptr ? none_like(value) : *other);
      if (!inner) return std::nullopt;
      count += *inner;
    }
    return count;
  }

  /// Returns a blank value of the same type, for one that the data do not have, so that comparing a blank value with a
  /// missing one finds no difference.
  static FormNode none_like(const FormNode& value) {
    if (value.is_object()) return FormNode::object();
    if (value.is_list()) return FormNode::list();
    if (value.is_text()) return FormNode::of_text("");
    return FormNode::of_json(value.text == "false" ? "false" : "null");
  }

  // `ok` means that a document with typical data could be made, regardless of messages.
  TaskAnswer check(const BundleTexts& files) const {
    const TextResult edition = engine().edition(task_.kind);
    DesignCheck check;
    if (edition.report.ok()) {
      const auto data = example("typical");
      const Rendering made = data ? engine().render(task_.kind, *data, {Format::Svg}, render_options()) : Rendering();
      check.ok = !made.files.empty();
      check.pages = made.files.size();
      check.hash = engine().definition_hash(task_.kind);
      if (const auto read = FormNode::read(task_.files.front().bytes)) check.version = read->text_of("version");
      // Publishing happens once and costs more: every page is checked.
      if (check.ok && task_.options.design == kDesignPublish) {
        check.edition = edition.text;
        check.files = bundle_json(files);
        try_all(check);
      }
      // Without a form, the messages of the document are shown; otherwise those of the form.
      if (data && !check.ok) return with_report(json_body(base::to_json(check).text()), made.report);
    }
    return with_report(json_body(base::to_json(check).text()), edition.report);
  }

  const Task& task_;
  WorkerMemory& memory_;
  const RenderOptions& render_;
  std::string present_;  // form of the edition in use
};

}  // namespace

// Texts stay readable in the database; only bytes that JSON cannot hold are encoded.
std::string bundle_json(const BundleTexts& files) {
  base::Json list = base::Json::list();
  for (const auto& [name, bytes] : files) {
    base::Json file = base::Json::list();
    file.add(name);
    if (!base::find_invalid_utf8(bytes) && bytes.find('\0') == std::string::npos) {
      file.add(bytes);
    } else {
      std::string coded;
      base::append_base64(coded, bytes);
      file.add(std::move(base::Json::object().set("base64", coded)));
    }
    list.add(std::move(file));
  }
  return list.text();
}

std::optional<BundleTexts> parse_bundle(std::string_view json) {
  const auto parsed = base::parse_json(json);
  if (!parsed || !parsed->view().is_list()) return std::nullopt;
  BundleTexts files;
  // The text may come from a database or another machine: names are checked before files are written under them.
  for (std::size_t i = 0; i < parsed->size(); ++i) {
    const base::JsonView file = parsed->view().at(i);
    if (file.size() != 2) return std::nullopt;
    auto bytes = file.at(1).is_text() ? std::optional(std::string(file.at(1).text()))
                                      : base::parse_base64(file.at(1).text_of("base64"));
    const std::string name(file.at(0).text());
    if (!bytes || !resources::is_inner_name(name)) return std::nullopt;
    files.emplace_back(name, *std::move(bytes));
  }
  return files;
}

std::string source_of_form(const EngineOptions& options, const std::string& kind) {
  const auto files = files_of(options, kind);
  return files ? bundle_json(*files) : std::string();
}

TaskAnswer answer_design(const Task& task, WorkerMemory& memory, const RenderOptions& render) {
  return DesignRun(task, memory, render).run();
}

}  // namespace gongwen::service
