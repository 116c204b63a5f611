#include "engine/kinds/detail/compiled_kind.h"

#include "base/file_path.h"
#include "base/format.h"
#include "data/readers.h"
#include "diagnostics/catalogue/engine.h"
#include "engine/kinds/detail/form/form_bundle.h"
#include "engine/kinds/detail/form/form_schema.h"
#include "engine/kinds/detail/style_files.h"
#include "engine/kinds/detail/word_page.h"
#include "engine/kinds/published_kind.h"
#include "pdf/document/field_font.h"
#include "schema/apply_defaults.h"
#include "schema/schema.h"
#include "schema/schema_fields.h"
#include "schema/validate.h"
#include "text/words.h"

#include <algorithm>
#include <array>
#include <map>

// Compiles a bundle: manifest, style sheets, schema, calendars, rules, texts, templates. The order follows from
// the needs of messages: the manifest names everything else, and texts must be known before the templates that
// use them. `KindParts` limits the work to what a call needs: for pages alone, styles and templates of
// workbooks, checks of pointers and the section `publish` are left out. `gongwen check` and the service request
// `whole()`.
namespace gongwen::engine {
namespace {

constexpr std::string_view kCalendarSchema =
#include "calendar_schema.inc"
    ;

const schema::Schema& calendar_schema() {
  static const schema::Schema schema = schema::built_in_schema(kCalendarSchema);
  return schema;
}

const std::string kNothing;
/// The font roles of all documents.
constexpr std::string_view kFontRoles = "shared/css/fonts.css";

/// Shared files that concern only the kinds that use them: forms of one file, and periodicals.
bool is_for_some_kinds(std::string_view name) {
  return name.starts_with("shared/form/") || name.starts_with("shared/periodical/");
}

}  // namespace

/// Files that are not valid are reported and skipped.
Calendars read_calendars(std::span<const resources::Folder> folders, resources::SourceStore& sources,
                         data::DocumentRegistry& registry, diagnostics::DiagnosticSink& sink) {
  Calendars calendars;
  for (const resources::Folder& folder : folders) {
    for (const std::string& file : folder.files()) {
      if (!file.ends_with(".json")) continue;
      // One bad calendar is reported and left out; the others are still read, so that all errors appear at once.
      const auto source = folder.read_text(file, {}, sources, sink);
      if (!source) continue;
      auto read = data::read_json(*source, sources.source_text(*source), {}, sink);
      if (!read) continue;
      const auto document = std::make_shared<const data::Document>(*std::move(read));
      registry.add(document);
      if (!schema::validate(calendar_schema(), document->root(), {}, sink)) continue;
      calendars.documents.push_back(document);
      calendars.roots.push_back(document->root());
    }
  }
  return calendars;
}

/// Names that every template may use besides the data. `fillable` tells whether controls are
/// requested.
std::vector<templating::Binding> template_bindings(const Calendars& calendars, const data::Value& data, bool fillable) {
  std::vector<templating::Binding> bindings{{"fillable", fillable}};
  // A member `calendar` of the data hides the calendars.
  if (!data.is_object() || !data.find("calendar"))
    bindings.push_back({"calendar", std::span<const data::Value>(calendars.roots)});
  return bindings;
}

namespace {

namespace messages = diagnostics::messages;
using diagnostics::DiagnosticSink;

/// Whether any template may use the text. A bundle may use texts in pages and in its
/// publications.
bool writes(const CompiledKind& kind, std::string_view text_id) {
  return (kind.templates && kind.templates->may_write(text_id)) ||
         (kind.publish_templates && kind.publish_templates->may_write(text_id));
}

/// Compiles one kind. Every step reports everything that it finds, so that an author sees all errors of a bundle in one
/// run.
class KindCompiler {
 public:
  KindCompiler(CompiledKind& kind, std::string_view name) : kind_(kind), name_(name) {}

  void run() {
    base::Expected<Manifest> manifest = read_whole_manifest();
    if (manifest) {
      // The order follows from the needs of each step: rules and templates refer to the schema, and texts are needed
      // before the templates that show them. After an error the steps continue, so that an author gets all messages at
      // once.
      kind_.manifest = *std::move(manifest);
      list_outputs();
      read_word_pages();
      load_styles();
      compile_schema();
      kind_.calendars = read_calendars(kind_.calendar_folders, *kind_.sources, kind_.documents, sink_);
      if (whole()) check_pointers();
      check_web_section();
      compile_rules();
      kind_.texts = read_kind_texts(kind_.files, kind_.manifest->language, *kind_.sources, kind_.documents, sink_);
      read_workbook();
      compile_templates();
      compile_file_name();
      if (whole()) compile_publish();
      if (has_all_templates()) check_texts_used();
    }
    kind_.usable = !sink_.has_errors();
    kind_.diagnostics = sink_.diagnostics();
  }

 private:
  /// Reads the manifest; for a form described by one file, makes all files of its bundle.
  base::Expected<Manifest> read_whole_manifest() {
    // Defaults are needed only to check pointers of the manifest.
    const ManifestDefaults defaults = whole() ? ManifestDefaults::FilledIn : ManifestDefaults::MayBeMissing;
    // Otherwise reading the manifest needs no schema (ManifestDefaults).
    if (!is_form_bundle(kind_.files.bundle())) {
      if (const std::string_view form = form_file_name(kind_.files.bundle()); !form.empty()) {
        sink_.report(messages::EngineFormAndManifest, diagnostics::Origin{}, name_, form);
        return base::kReported;
      }
      return read_manifest(kind_.files, name_, *kind_.sources, kind_.documents, sink_, defaults);
    }
    const base::Expected<FormFile> form = read_form_file(kind_.files, name_, *kind_.sources, kind_.documents, sink_);
    if (!form) return base::kReported;
    const MadeValue manifest = manifest_of_form(*form, sink_);
    const MadeValue schema = schema_of_form(*form);
    auto files = std::make_shared<const resources::FilesInMemory>(files_of_form(*form, manifest, schema, sink_));
    // From here on, `files` has the made files as if they were on the disk.
    kind_.files.set_made(resources::Folder(std::move(files), kind_.files.path_of(form->name)));
    made_schema_ = add_made_document(*form, schema, *kind_.sources, kind_.documents);
    return manifest_from_form(*form, name_, manifest, *kind_.sources, kind_.documents, sink_, defaults);
  }

  bool whole() const { return kind_.parts == KindParts::All; }
  bool reaches(Medium medium) const { return whole() || kind_.parts == parts_of(medium); }

  /// Whether all templates of the kind were compiled, which must be known before a text is reported as unused. False
  /// while templates that only expressions name have not been compiled. True for a kind with one output that is not
  /// published, even if only that output was compiled.
  bool has_all_templates() const {
    const std::vector<ManifestOutput>& outputs = kind_.manifest->outputs;
    if (kind_.templates && !kind_.templates->is_complete()) return false;
    return whole() || (!kind_.manifest->document->root().find("publish") &&
                       std::all_of(outputs.begin(), outputs.end(),
                                   [this](const ManifestOutput& output) { return reaches(output.medium); }));
  }

  /// Defaults are validated here, since a wrong one would appear in every document.
  void compile_schema() {
    auto document = made_schema_ ? made_schema_ : read_schema();
    if (!document) return;
    // The section `publish` refers to definitions in this document.
    schema_document_ = document;
    // kBundleSchema allows the members `x-…` of this program in the schema.
    base::Expected<schema::Schema> schema = schema::compile_schema({{}, document}, {}, schema::kBundleSchema, sink_);
    if (!schema) return;
    schema::check_defaults(*schema, sink_);
    kind_.schema = *std::move(schema);
  }

  std::shared_ptr<const data::Document> read_schema() {
    const auto source = kind_.files.read_text(kSchemaName, {}, *kind_.sources, sink_);
    if (!source) return nullptr;
    base::Expected<data::Document> read = data::read_json(*source, kind_.sources->source_text(*source), {}, sink_);
    if (!read) return nullptr;
    auto document = std::make_shared<const data::Document>(*std::move(read));
    kind_.documents.add(document);
    return document;
  }

  /// Checks that the pointers of `identity` and `gathers` lead to fields of this kind's schema. Pointers into data of
  /// other kinds are not checked.
  void check_pointers() {
    if (!kind_.schema) return;
    const data::Value root = kind_.manifest->document->root();
    for (const std::string_view list : {"/identity/by", "/identity/beside"}) {
      const auto pointers = root.resolve(list);
      for (std::size_t i = 0; pointers && i < pointers->size(); ++i) check_pointer(pointers->at(i), {});
    }
    if (const auto was = root.find("was")) check_was(*was);
    const auto gathers = root.find("gathers");
    if (!gathers) return;
    const std::string list(gathers->find("list")->string());
    check_pointer(*gathers->find("list"), {});
    if (const auto date = gathers->find("date")) check_pointer(*date, {});
    if (const auto left_out = gathers->find("left_out")) check_pointer(*left_out, {});
    // These two are relative to an entry of the list.
    if (const auto received = gathers->find("received")) check_pointer(*received, list + "/*");
    const data::Value parts = *gathers->find("parts");
    for (std::size_t i = 0; i < parts.size(); ++i) check_pointer(*parts.at(i).find("at"), list + "/*");
  }

  /// A former place that is also a present place would assign a present value to another field.
  /// `{"was": {"/contact": {"at": ["/person"]}}}`: /person must not be a field today, and both need as
  /// many `*`.
  void check_was(const data::Value& was) {
    const auto lists_in = [](std::string_view pointer) {
      return std::count(pointer.begin(), pointer.end(), '*');
    };
    for (std::size_t i = 0; i < was.size(); ++i) {
      const std::string_view present = was.key_at(i);
      if (!schema::has_field(*kind_.schema, present)) {
        sink_.report(messages::EngineStrangePointer, was.at(i).origin(), present, name_);
      }
      const auto former = was.at(i).find("at");
      for (std::size_t f = 0; former && f < former->size(); ++f) {
        const std::string_view pointer = former->at(f).string();
        if (schema::has_field(*kind_.schema, pointer)) {
          sink_.report(messages::EngineWasPresent, former->at(f).origin(), pointer, present);
        } else if (lists_in(pointer) != lists_in(present)) {
          sink_.report(messages::EngineWasOtherLists, former->at(f).origin(), pointer, present);
        }
      }
    }
  }

  void check_pointer(const data::Value& pointer, const std::string& above) {
    if (schema::has_field(*kind_.schema, above + std::string(pointer.string()))) return;
    sink_.report(messages::EngineStrangePointer, pointer.origin(), pointer.string(), name_);
  }

  /// Does without the schema if only an output is needed: the pointers of rules are then not checked.
  void compile_rules() {
    static constexpr std::array<std::string_view, 1> kGivenNames{"calendar"};
    const std::optional<data::Value> all = kind_.manifest->document->root().find("rules");
    const bool with_schema = whole() && kind_.schema.has_value();
    const rules::RuleContext context{*kind_.sources, with_schema ? &*kind_.schema : nullptr,
                                     whole() ? rules::CompileTexts::Now : rules::CompileTexts::WhenUsed, kGivenNames};
    base::Expected<rules::RuleSet> rules = all ? rules::RuleSet::compile(*all, context, sink_) : rules::RuleSet();
    if (rules) kind_.rules = *std::move(rules);
  }

  /// All outputs are listed; only those of the wanted medium get styles.
  void list_outputs() {
    for (const ManifestOutput& output : kind_.manifest->outputs)
      kind_.outputs.push_back({output.medium, output.template_name, {}});
  }

  /// Pages that are Word files: each becomes a template and a style sheet, with its pictures.
  void read_word_pages() {
    auto made = std::make_shared<resources::FilesInMemory>();
    for (const ManifestOutput& output : kind_.manifest->outputs) {
      const std::string& name = output.template_name;
      if (!is_word_page(name) || !reaches(output.medium) || word_pages_.contains(name)) continue;
      // The message comes with the templates, below.
      if (!kind_.files.contains(name)) continue;  // reported with the other templates
      base::Expected<WordPage> page =
          read_word_page(kind_.files, name, kind_.manifest->info.title_zh, output.origin, *kind_.sources, sink_);
      if (!page) continue;
      made->insert(page->files.begin(), page->files.end());
      // Its files are in `made` now.
      page->files.clear();
      word_pages_.emplace(name, *std::move(page));
    }
    if (!made->empty()) kind_.files.set_word_files(resources::Folder(std::move(made), kind_.files.path_of("")));
  }

  /// The workbook, if it is an office's own file.
  void read_workbook() {
    for (const ManifestOutput& output : kind_.manifest->outputs) {
      const std::string& name = output.template_name;
      if (!is_book_template(name) || !reaches(output.medium) || !kind_.files.contains(name) || !kind_.schema) continue;
      // Sites and periodicals check what is in the tables of `workbook.html`.
      if (output.medium != Medium::Sheet || kind_.manifest->document->root().find("publish")) {
        sink_.report(messages::EngineOwnWorkbook, output.origin, output.medium == Medium::Sheet ? "publish" : "page",
                     name);
        continue;
      }
      auto book = read_book_template(kind_.files, name, *kind_.schema, output.origin, *kind_.sources, sink_);
      if (book) kind_.book = *std::move(book);
    }
  }

  /// All templates of the wanted media as one set, which shares what they include.
  void compile_templates() {
    std::vector<std::string_view> names;
    for (const ManifestOutput& output : kind_.manifest->outputs) {
      if (!reaches(output.medium)) continue;
      if (is_word_page(output.template_name) && kind_.files.contains(output.template_name) &&
          !word_pages_.contains(output.template_name)) {
        continue;  // reported
      }
      // If it has no model, an error has been reported.
      if (is_book_template(output.template_name) && kind_.files.contains(output.template_name) && !kind_.book.model)
        continue;
      if (kind_.files.contains(output.template_name)) {
        names.push_back(output.template_name);
      } else {
        sink_.report(messages::EngineNoTemplate, output.origin, output.template_name, name_);
      }
    }
    using templating::TemplateSet;
    constexpr templating::SyntaxOptions kOptions;
    const auto loader = std::make_shared<TemplateFiles>(kind_.files, *kind_.sources);
    for (const auto& [name, page] : word_pages_) loader->add_made(name, page.source);
    for (const ManifestOutput& output : kind_.manifest->outputs) {
      if (is_book_template(output.template_name) && kind_.book.model)
        // Both the page and the workbook may be files of an office.
        loader->add_made(output.template_name, kind_.book.source);
    }
    // Files that may change must be read at the same time, so that a kind never mixes two versions.
    const bool as_included = kind_.parts == KindParts::Pages && !kind_.engine_options->reload;
    base::Expected<TemplateSet> templates =
        as_included ? TemplateSet::compile_as_included(names, loader, kOptions, sink_, kind_.texts.wordings)
                    : TemplateSet::compile(names, *loader, kOptions, sink_, kind_.texts.wordings);
    if (!templates) return;
    kind_.templates = *std::move(templates);
    if (!word_pages_.empty()) {
      // Its number is reserved: the file is compiled when a DOCX file is first requested (word_package.h). DOCX files
      // are made from the file itself, whose text gets its number now.
      kind_.word_package_source = kind_.sources->reserve();
      kind_.word_templates = std::make_shared<TemplateFiles>(kind_.files, *kind_.sources);
      kind_.word_templates->prepare_for_later();
    }
    kind_.literals.emplace(kind_.templates->literals());
  }

  /// A template of one line, with a separate source for messages.
  void compile_file_name() {
    const Manifest& manifest = *kind_.manifest;
    // Messages name `template.json#/file_name`, with columns of the text.
    const diagnostics::SourceId source = kind_.sources->add("template.json#/file_name", manifest.file_name);
    base::Expected<templating::TextTemplate> compiled =
        templating::TextTemplate::compile({source, kind_.sources->source_text(source)}, sink_);
    if (compiled) kind_.file_name = *std::move(compiled);
  }

  /// The section `publish`, from which a site of periodicals is made.
  void compile_publish() {
    const auto section = kind_.manifest->document->root().find("publish");
    if (!section || !kind_.schema) return;
    const auto types = read_record_types(kind_.files, *kind_.manifest, *kind_.sources, kind_.documents, sink_);
    if (!types) return;
    const diagnostics::ErrorWatch watch(sink_);
    // Templates of a section with errors are not compiled: their names may be among the errors.
    check_publish(kind_.files, *kind_.manifest, *kind_.schema, *schema_document_, *types, sink_);
    if (watch.saw_errors()) return;
    std::vector<std::string_view> names;
    for (const data::Value& name : templates_of_publish(*section)) names.push_back(name.string());
    TemplateFiles loader(kind_.files, *kind_.sources);
    base::Expected<templating::TemplateSet> templates =
        templating::TemplateSet::compile(names, loader, templating::SyntaxOptions{}, sink_, kind_.texts.wordings);
    if (templates) kind_.publish_templates = *std::move(templates);
  }

  /// The section `web`; documents are made without it, so only a complete compilation checks it.
  void check_web_section() {
    if (whole() && kind_.schema) check_web(*kind_.manifest, *kind_.schema, sink_);
    if (whole() && kind_.schema) check_word(*kind_.manifest, *kind_.schema, sink_);
  }

  /// Collects texts of the bundle that no template uses. Shared texts are not counted: each kind uses some of them.
  void check_texts_used() {
    // After an error it is unknown which texts the templates use.
    if (sink_.has_errors()) return;
    // Collected, not reported: only the author of the kind is told (KindRun::tell_author).
    DiagnosticSink unused;
    for (const KindText& text : kind_.texts.defaults) {
      if (!text.is_shared && !is_mail_text(text.id) && !writes(kind_, text.id))
        unused.report(messages::EngineTextsUnused, text.origin, text.id);
    }
    kind_.unused_texts = unused.diagnostics();
  }

  /// Sheets of an output in the order of the manifest, which is that of the cascade.
  void load_styles() {
    StyleFiles files(kind_.files, *kind_.sources, sink_);
    for (std::size_t i = 0; i < kind_.outputs.size(); ++i) {
      const ManifestOutput& output = kind_.manifest->outputs[i];
      if (!reaches(output.medium)) continue;
      // The looks of a Word file come first, so that the bundle's own sheets can change them.
      if (const auto page = word_pages_.find(output.template_name); page != word_pages_.end()) {
        kind_.outputs[i].is_word_form = page->second.has_fields;
        for (const std::string& name : {std::string(kFontRoles), page->second.style_name}) {
          if (kind_.files.contains(name)) files.add_file(name, output.origin, kind_.outputs[i].styles);
        }
      }
      for (const ManifestStyle& style : output.styles) {
        files.add_file(style.name, style.origin, kind_.outputs[i].styles);
      }
    }
    // Dictionaries are loaded in another thread while the rest is compiled: pages with `auto-phrase` will need them.
    const bool has_core = kind_.engine_options->threads_per_document > 1;
    // The task ends on its own; it is waited for only if a page needs the words.
    if (has_core && files.ask_for_words()) kind_.words = base::SideTask(text::prepare_words);
  }

  CompiledKind& kind_;
  std::string name_;
  std::map<std::string, WordPage, std::less<>> word_pages_;
  std::shared_ptr<const data::Document> made_schema_;  // of a form
  std::shared_ptr<const data::Document> schema_document_;
  DiagnosticSink sink_;
};

}  // namespace

/// Returns null if the kind has no output for the medium.
const KindOutput* CompiledKind::find_output(Format format) const {
  for (const KindOutput& output : outputs) {
    if (output.medium == format_info(format).medium) return &output;
  }
  return nullptr;
}

KindParts parts_of(Medium medium) { return medium == Medium::Page ? KindParts::Pages : KindParts::Sheets; }

/// Always an object: a kind with errors is not usable, but has messages.
std::shared_ptr<const CompiledKind> compile_kind(std::string_view name, BundleFiles files,
                                                 std::vector<resources::Folder> calendars,
                                                 std::shared_ptr<const EngineOptions> options,
                                                 std::shared_ptr<intake::FileReader> reader, KindParts parts) {
  auto kind =
      std::make_shared<CompiledKind>(std::move(files), std::move(calendars), std::move(options), std::move(reader));
  kind->parts = parts;
  KindCompiler(*kind, name).run();
  return kind;
}

/// Names and contents of all files of the bundle, in the order of the list.
void visit_definition(const BundleFiles& files,
                      const std::function<void(const std::string& name, const std::string& bytes)>& take) {
  std::string own;  // the bundle's own files; shared files come after them
  // A file that cannot be read counts as empty.
  diagnostics::DiagnosticSink unheard;
  for (const std::string& name : files.list()) {
    if (is_for_some_kinds(name) && own.find(base::folder_part(name)) == std::string::npos) continue;
    // The spelling of the file from which a bundle is made does not matter.
    if (files.made() && name == form_file_name(files.bundle())) continue;
    // Calendars get new years without any change to the form.
    if (name.starts_with("shared/calendars/")) continue;
    // The words of mails are not part of a form's definition.
    if (name.starts_with("shared/mail/")) continue;
    const base::Expected<std::string> bytes = files.read_bytes(name, {}, unheard);
    const std::string& read = bytes ? *bytes : kNothing;
    if (!name.starts_with("shared/")) own += name + '\n' + read;
    take(name, read);
  }
}

std::string definition_hash(const BundleFiles& files) {
  std::string all;
  visit_definition(files, [&all](const std::string& name, const std::string& bytes) {
    // Three numbers and texts: `4 a.b\n` and `4 a.b 2` could otherwise be confused. With lengths, the end of a name
    // cannot be taken for the start of contents.
    all += fmt::format("{} {} {}\n", name.size(), name, bytes.size());
    all += bytes;
  });
  return pdf::stamp_hash(all);
}

/// Computed on first use, once for all threads: only stamps and batches need it.
const std::string& definition_hash(const CompiledKind& kind) {
  CompiledKind::Derived& derived = *kind.derived;
  std::call_once(derived.hash_once, [&] { derived.hash = definition_hash(kind.files); });
  return derived.hash;
}

bool has_definition(const CompiledKind& kind, std::string_view hash) {
  // `same_as` lists hashes of older definitions with the same fields.
  const std::vector<std::string>& former = kind.manifest->same_as;
  return hash == definition_hash(kind) || std::find(former.begin(), former.end(), hash) != former.end();
}

/// Empty if no text was replaced, as for most kinds. Lengths separate the texts unambiguously.
std::string own_texts_hash(const CompiledKind& kind) {
  std::string all;
  for (const auto& [replaced, own] : kind.texts.replaced) {
    all += fmt::format("{} {} {}{}", replaced.size(), own.size(), replaced, own);
  }
  return all.empty() ? all : pdf::stamp_hash(all);
}

/// In the kind's own language with the shared texts that its templates write; translations are returned unchanged.
std::optional<std::vector<KindText>> find_texts(const CompiledKind& kind, std::string_view language,
                                                DiagnosticSink& sink) {
  if (language.empty() || language == kind.texts.language) {
    std::vector<KindText> texts;
    for (const KindText& text : kind.texts.defaults) {
      // Shared texts that the kind never shows would only make work for a translator.
      if (!text.is_shared || writes(kind, text.id)) texts.push_back(text);
    }
    return texts;
  }
  std::string known = kind.texts.language;
  for (const auto& [other, texts] : kind.texts.translations) {
    if (other == language) return texts;
    known += ", " + other;
  }
  sink.report(messages::EngineTextsNoLanguage, diagnostics::Origin{}, kind.manifest->info.name, language, known);
  return std::nullopt;
}

/// Written into forms, so that a returned one says which kind and edition it is.
forms::FormStamp stamp_of(const CompiledKind& kind) {
  const KindInfo& info = kind.manifest->info;
  return {info.name, info.version, definition_hash(kind), own_texts_hash(kind)};
}

}  // namespace gongwen::engine
