#include "engine/input/read_data.h"

#include "base/date.h"
#include "base/utf8.h"
#include "data/readers.h"
#include "data/values.h"
#include "diagnostics/catalogue/data.h"
#include "engine/core/detail/read_source.h"
#include "engine/input/data_book.h"
#include "engine/input/detail/table_input.h"
#include "layout/proofing/proofread.h"
#include "resources/file_tree.h"
#include "resources/read_file.h"
#include "schema/apply_defaults.h"
#include "schema/doubtful_texts.h"
#include "schema/normal_values.h"
#include "schema/schema_fields.h"
#include "schema/table_cells.h"
#include "schema/validate.h"

#include <algorithm>
#include <set>

// Data goes through these steps: text → document → tables inserted → normal values → schema → defaults → rules →
// doubtful texts. Later steps run only if earlier ones found no error, except that a document is always returned if it
// could be read, since pages for a review show it.
namespace gongwen::engine {

void report_defaults(const data::Document& document, const std::vector<std::string>& added, const CompiledKind& kind,
                     Run& run) {
  for (const std::string& pointer : added) {
    AppliedDefault applied{std::string(run.sources().source_name(document.source())), pointer, {}, {}};
    if (const auto value = document.resolve(pointer)) data::append_value_json(applied.json, *value);
    if (const auto field = schema::describe_field(*kind.schema, pointer)) applied.title = field->title;
    run.defaults().push_back(std::move(applied));
  }
}

namespace {

/// The bytes of a table that was given with the data, otherwise of a file.
base::Expected<std::string> read_bytes_of(const TableFile& file, Run& run) {
  if (const std::string* const bytes = run.data_files().find(file.path)) return *bytes;
  return resources::read_bytes(file.path, {}, run.sink());
}

/// JSON Lines: one item of the list per line.
base::Expected<data::Document> read_lines(const TableFile& file, const RenderOptions& options, Run& run) {
  base::Expected<std::string> bytes = read_bytes_of(file, run);
  if (!bytes) return base::kReported;
  const std::string name = file.path == "-" ? "<stdin>" : file.path;
  const base::Expected<diagnostics::SourceId> source =
      resources::add_text(name, *std::move(bytes), run.sources(), run.sink());
  if (!source) return base::kReported;
  run.mark_data(*source);
  return data::read_json_lines(*source, run.sources().source_text(*source), json_limits(options.limits), run.sink());
}

/// A list of the data from a file: JSON Lines, CSV or a workbook, by the ending of its name.
base::Expected<data::Document> read_table_file(const TableFile& file, const CompiledKind& kind,
                                               const RenderOptions& options, Run& run) {
  if (is_json_lines(file.path)) return read_lines(file, options, run);
  base::Expected<std::string> bytes = read_bytes_of(file, run);
  if (!bytes) return base::kReported;
  const data::KnowsHeading knows = schema::headings_of_list(*kind.schema, file.pointer);
  const auto table = TableInput::open(file.path, *std::move(bytes), knows, *kind.file_reader, run);
  if (!table) return base::kReported;
  return schema::read_table((*table)->rows(), *kind.schema, file.pointer, {}, run.sink());
}

}  // namespace

bool is_json_lines(std::string_view path) {
  const std::string lower = base::ascii_lowercase(path);
  return lower.ends_with(".jsonl") || lower.ends_with(".ndjson");
}

/// All tables are read, even after an error, so that all errors are reported.
base::Expected<data::Document> insert_tables(data::Document document, std::span<const TableFile> tables,
                                             const CompiledKind& kind, const RenderOptions& options, Run& run) {
  base::Expected<data::Document> filled(std::move(document));
  bool all_read = true;
  for (const TableFile& file : tables) {
    const base::Expected<data::Document> table = read_table_file(file, kind, options, run);
    all_read = all_read && table.has_value();
    if (!all_read) continue;
    filled = schema::insert_table(*std::move(filled), file.pointer, *table, run.sink());
    all_read = filled.has_value();
  }
  if (!all_read) return base::kReported;
  return filled;
}

namespace {

/// Notes values that were converted when they were read.
void report_readings(const schema::NormalValues& normal, const CompiledKind& kind, Run& run) {
  for (const schema::ValueChange& change : normal.changes) {
    // Removed blanks around values are not worth a line each.
    if (change.reason == schema::ValueChange::Reason::Blanks) continue;
    Reading reading{
        std::string(run.sources().source_name(change.span.source)), change.pointer, change.before, change.json, {}};
    if (const auto field = schema::describe_field(*kind.schema, change.pointer)) reading.title = field->title;
    run.readings().push_back(std::move(reading));
  }
}

/// “only blanks here”, or “无 counts as not given”.
diagnostics::Note note_of(const schema::ValueChange& change) {
  if (change.reason == schema::ValueChange::Reason::AllBlank) {
    return {diagnostics::messages::DataOnlyBlanks, {change.span, {}}, {}};
  }
  return {diagnostics::messages::DataNothingGiven,
          {change.span, {}},
          {"“" + change.before + "”", "`" + change.before + "`"}};
}

/// Adds notes to messages about missing members: the value may exist, but consist of blanks or say 无, and a person
/// will look there.
void point_at_dropped(const schema::NormalValues& normal, std::size_t before, Run& run) {
  run.sink().add_notes(before, [&](const diagnostics::Diagnostic& error) {
    std::vector<diagnostics::Note> notes;
    if (error.id != diagnostics::messages::DataMissingName) return notes;
    for (const schema::ValueChange& change : normal.changes) {
      const bool dropped = change.reason == schema::ValueChange::Reason::AllBlank ||
                           change.reason == schema::ValueChange::Reason::Nothing;
      if (!dropped) continue;
      const data::Value value(normal.document, change.node);
      // The message is at the object that lacks the member, so the dropped value must be one of its members.
      const bool same_object = value.parent() && value.parent()->place() == error.origin.data_place;
      const std::string name = "`" + std::string(value.key()) + "`";
      const bool same_name = !error.arguments.empty() && error.arguments.front().find(name) != std::string::npos;
      if (same_object && same_name) notes.push_back(note_of(change));
    }
    return notes;
  });
}

// Data may name its schema in $schema, for editors.
constexpr schema::ValidateLimits kDataLimits{.allows_schema_name = true};

/// An empty record with the defaults of the schema. It is not validated: blank forms have no values.
std::shared_ptr<const data::Document> read_blank(const CompiledKind& kind, const RenderOptions& options, Run& run) {
  const base::Expected<diagnostics::SourceId> id = read_source({"blank", "{}"}, run);
  if (!id) return nullptr;
  base::Expected<data::Document> read =
      data::read_json(*id, run.sources().source_text(*id), json_limits(options.limits), run.sink());
  if (!read) return nullptr;
  schema::WithDefaults filled = schema::apply_defaults(*kind.schema, *std::move(read), {});
  auto document = std::make_shared<const data::Document>(std::move(filled.document));
  run.documents().add(document);
  return document;
}

}  // namespace

/// 138 0000 0000 → 13800000000, ２０２６ → 2026: converts what people write into the form of the schema.
schema::NormalValues make_normal(data::Document read, const CompiledKind& kind, const RenderOptions& options,
                                 Run& run) {
  schema::NormalOptions normal;
  normal.limits = kDataLimits;
  // YAML reads 13800000000 as a number where a text is meant.
  normal.numbers_as_texts = is_yaml(run.sources().source_name(read.source()));
  schema::NormalValues values = schema::normal_values(*kind.schema, std::move(read), run.sources(), normal, run.sink());
  if (options.report_defaults) report_readings(values, kind, run);
  run.changes() = values.changes;
  return values;
}

bool is_yaml(std::string_view path) {
  const std::string lower = base::ascii_lowercase(path);
  return lower.ends_with(".yaml") || lower.ends_with(".yml");
}

namespace {

/// The place where a text begins with a comment, or with a name and a colon, which is YAML and never JSON; its size if
/// it does not.
std::size_t find_yaml(std::string_view text) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  std::size_t begin = text.starts_with(kMark) ? kMark.size() : 0;
  while (begin < text.size() && base::is_ascii_space(text[begin])) ++begin;
  if (begin == text.size() || text[begin] == '#') return begin;
  const std::string_view line = text.substr(begin, text.find('\n', begin) - begin);
  const bool is_named = base::is_ascii_alpha(line.front()) && line.find_first_of("{}[]\",") >= line.find(':');
  return is_named && line.find(':') != std::string_view::npos ? begin : text.size();
}

}  // namespace

/// Text to document, without any check but the syntax.
base::Expected<data::Document> parse_data(const DataSource& source, const CompiledKind& kind,
                                          const RenderOptions& options, Run& run) {
  // A workbook becomes JSON first; its cells are mapped for messages.
  const bool workbook = is_workbook(source.path) || intake::is_word_name(source.path);
  const base::Expected<diagnostics::SourceId> id =
      workbook ? read_data_book(source, kind, run) : read_data_source(source, run);
  if (!id) return base::kReported;
  run.mark_data(*id);
  const std::string_view text = run.sources().source_text(*id);
  const data::JsonLimits limits = json_limits(options.limits);
  if (const std::size_t begin = find_yaml(text); !workbook && !is_yaml(source.path) && begin != text.size() &&
                                                 !base::ascii_lowercase(source.path).ends_with(".json")) {
    const auto at = static_cast<std::uint32_t>(begin);
    run.sink().report(diagnostics::messages::DataJsonExpected, diagnostics::Origin{{*id, at, at + 1}, {}});
    return base::kReported;
  }
  return is_yaml(source.path) ? data::read_yaml(*id, text, limits, run.sink())
                              : data::read_json(*id, text, limits, run.sink());
}

/// The document is returned even if it has errors; callers look at the sink.
std::shared_ptr<const data::Document> check_data(data::Document read, const CompiledKind& kind,
                                                 const RenderOptions& options, Run& run) {
  // Only errors from here on count: the run may have others.
  const diagnostics::ErrorWatch watch(run.sink());
  schema::NormalValues normal = make_normal(std::move(read), kind, options, run);
  // Validated before defaults are added, so that messages concern what a person wrote. Places remain those of `read`.
  const std::size_t before = run.sink().diagnostics().size();
  const bool fits = (normal.valid || schema::validate(*kind.schema, normal.document.root(), kDataLimits, run.sink())) &&
                    !watch.saw_errors();
  if (!normal.valid) point_at_dropped(normal, before, run);
  // Rules see the defaults.
  schema::WithDefaults filled = schema::apply_defaults(*kind.schema, std::move(normal.document), {});
  auto document = std::make_shared<const data::Document>(std::move(filled.document));
  run.documents().add(document);
  if (options.report_defaults) report_defaults(*document, filled.added, kind, run);
  const templating::Binding more[] = {{"calendar", std::span<const data::Value>(kind.calendars.roots)}};
  if (fits)
    kind.rules->check(document->root(), templating_limits(options.limits, run.sink().stop_check()), run.sink(), more);
  if (fits) {
    schema::report_doubtful_texts(*kind.schema, document->root(), base::date_in_china(kind.engine_options->clock()),
                                  run.sink());
  }
  // With a profile the pages are proofread instead, and with them the texts of the data.
  if (fits && options.profile.empty()) proofing::proofread_data(document->root(), run.sink());
  return document;
}

/// Errors in former data only prevent marking; readings and defaults of it are not reported.
std::shared_ptr<const data::Document> read_former_data(const DataSource& source, const CompiledKind& kind,
                                                       const RenderOptions& options, Run& run) {
  const diagnostics::ErrorWatch watch(run.sink());
  // The former data is used only for comparison, so messages about its defaults would be noise.
  RenderOptions quiet = options;
  quiet.report_defaults = false;
  run.set_data_files(data_files_of(source));
  base::Expected<data::Document> read = parse_data(source, kind, quiet, run);
  if (!read) return nullptr;
  read = insert_tables(*std::move(read), source.tables, kind, quiet, run);
  if (!read) return nullptr;
  schema::NormalValues normal = make_normal(*std::move(read), kind, quiet, run);
  if (!normal.valid) schema::validate(*kind.schema, normal.document.root(), kDataLimits, run.sink());
  auto document = std::make_shared<const data::Document>(
      schema::apply_defaults(*kind.schema, std::move(normal.document), {}).document);
  run.documents().add(document);
  return watch.saw_errors() ? nullptr : document;
}

/// Returns null only if the document could not be read at all.
std::shared_ptr<const data::Document> read_data(const DataSource& source, const CompiledKind& kind,
                                                const RenderOptions& options, Run& run) {
  // A run may read several sources in turn, so no state of the one before may remain.
  run.set_data_files(data_files_of(source));
  run.make_blank_form(source.is_blank());
  if (source.is_blank()) return read_blank(kind, options, run);
  base::Expected<data::Document> read = parse_data(source, kind, options, run);
  if (!read) return nullptr;
  read = insert_tables(*std::move(read), source.tables, kind, options, run);
  if (!read) return nullptr;
  return check_data(*std::move(read), kind, options, run);
}

}  // namespace gongwen::engine
