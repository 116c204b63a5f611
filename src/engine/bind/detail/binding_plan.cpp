#include "engine/bind/detail/binding_plan.h"

#include "base/file_path.h"
#include "data/readers.h"
#include "diagnostics/catalogue/engine.h"
#include "diagnostics/catalogue/texts/engine.h"
#include "engine/core/detail/read_source.h"
#include "engine/input/read_data.h"
#include "intake/copied_pages.h"
#include "schema/validate.h"

#include <set>

// The plan is validated by plan.schema.json; rules that the schema cannot express, such as that a part has
// exactly one source, are checked here. A part of the plan, `{"data": "a.json", "annex": true}`, `{"pdf":
// "b.pdf", "pages": "2-4"}`, `{"pictures": ["c.png"]}` or `{"kind": "x", "blank": true}`, becomes a PlannedPart
// with paths made relative to the folder of the plan. Labels of annexes depend on all parts and are counted
// beforehand.
namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using data::Value;

constexpr std::string_view kPlanSchema =
#include "plan_schema.inc"
    ;

/// Empty if absent.
std::string plan_text(const Value& object, std::string_view name) {
  const std::optional<Value> value = object.find(name);
  return value ? std::string(value->string()) : std::string();
}

bool plan_flag(const Value& object, std::string_view name, bool otherwise) {
  const std::optional<Value> value = object.find(name);
  return value ? value->boolean() : otherwise;
}

/// Labels of annexes by position: 附件1, 附件2 …, or 附件 without a number if there is only one.
class AnnexLabels {
 public:
  AnnexLabels(const Value& parts, Language language) : language_(language) {
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const std::optional<Value> annex = parts.at(i).find("annex");
      if (annex && is_numbered(*annex)) ++count_;
      starts_elsewhere_ = starts_elsewhere_ || (annex && annex->is_number());
    }
  }

  /// Returns nullopt if the document has the label of its kind; an empty text means no label.
  std::optional<std::string> next(const std::optional<Value>& annex) {
    if (!annex) return std::nullopt;
    if (annex->is_string()) return std::string(annex->string());
    if (!is_numbered(*annex)) return std::string();
    // A number restarts the count there.
    // `"annex": 5` is 附件5, and the next `true` is 附件6.
    if (annex->is_number()) next_ = annex->integer();
    const bool is_alone = count_ == 1 && !starts_elsewhere_;
    return is_alone ? std::string(texts::EngineOnlyAnnex.in(language_)) : texts::EngineAnnex.in(language_, next_++);
  }

 private:
  /// `true` and numbers are counted; texts are used unchanged as labels.
  static bool is_numbered(const Value& annex) {
    return annex.is_number() || (annex.type() == data::ValueType::Boolean && annex.boolean());
  }

  Language language_;
  std::size_t count_ = 0;
  bool starts_elsewhere_ = false;
  std::int64_t next_ = 1;
};

/// Paths are relative to the plan; absolute ones stay.
std::string path_from(const std::string& folder, std::string_view path) {
  return path.starts_with('/') ? std::string(path) : base::join_path(folder, path);
}

/// Members that only placed pages have; other parts are laid out by their kind.
constexpr std::string_view kOfPlaced[] = {"alt", "size", "number_at", "label_at", "lose_signatures"};

/// Whether the members of a part go together. Reports: engine/bind-not-together, engine/bind-page-range.
bool suits_placed(const Value& part, Run& run) {
  const bool has_pages = part.find("pages").has_value();
  const bool has_pictures = part.find("pictures").has_value();
  const auto refuse = [&](std::string_view member, std::string_view other) {
    run.sink().report(messages::EngineBindNotTogether, part.find(member)->origin(), member, other);
    return false;
  };
  // `pages` chooses among the pages of a PDF; other sources have no pages yet.
  if (has_pages && !part.find("pdf")) {
    run.sink().report(messages::EngineBindNeedsPdf, part.find("pages")->origin());
    return false;
  }
  if (has_pages || has_pictures) {
    const std::string_view own = has_pages ? "pages" : "pictures";
    for (const std::string_view member : {"kind", "changes_from"}) {
      if (part.find(member)) return refuse(member, own);
    }
    // Scans have no signatures to lose and always fill the sheet.
    for (const std::string_view member : {"lose_signatures", "size"}) {
      if (has_pictures && part.find(member)) return refuse(member, own);
    }
    return true;
  }
  for (const std::string_view member : kOfPlaced) {
    if (!part.find(member)) continue;
    run.sink().report(messages::EngineBindOfPlacedOnly, part.find(member)->origin(), member);
    return false;
  }
  return true;
}

/// Returns nullopt if the part is made from data. Reports: engine/bind-page-range.
std::optional<PlannedPart::Placed> read_placed(const Value& value, const std::string& folder, bool& sound, Run& run) {
  const std::optional<Value> pages = value.find("pages");
  const std::optional<Value> pictures = value.find("pictures");
  if (!pages && !pictures) return std::nullopt;
  PlannedPart::Placed placed;
  if (pages) {
    placed.pages = pages->string() == "all" ? std::string() : std::string(pages->string());
    placed.pages_origin = pages->origin();
    // `2-4,7`; empty means all pages, like `all`.
    const auto ranges = intake::parse_page_ranges(placed.pages);
    // As many as fit into a request to the reader.
    constexpr std::size_t kLongest = 1'000;
    if (!ranges || (ranges->empty() && pages->string() != "all") || placed.pages.size() > kLongest) {
      run.sink().report(messages::EngineBindPageRange, pages->origin(), pages->string());
      sound = false;
    }
  }
  for (std::size_t i = 0; pictures && i < pictures->size(); ++i) {
    const Value picture = pictures->at(i);
    placed.pictures.push_back({path_from(folder, picture.string()), picture.origin()});
  }
  placed.alternative = plan_text(value, "alt");
  placed.keeps_size = plan_text(value, "size") == "keep";
  placed.number_at = plan_text(value, "number_at");
  placed.label_at = plan_text(value, "label_at");
  if (placed.number_at.empty()) placed.number_at = "bottom-outside";
  if (placed.label_at.empty()) placed.label_at = "top-left";
  placed.loses_signatures = plan_flag(value, "lose_signatures", false);
  return placed;
}

/// Reads one part; nullopt if an error was reported.
std::optional<PlannedPart> read_part(const Value& value, bool starts_right, const std::string& folder,
                                     AnnexLabels& labels, Run& run) {
  PlannedPart part;
  const std::optional<Value> data = value.find("data");
  const std::optional<Value> pdf = value.find("pdf");
  const std::optional<Value> kind = value.find("kind");
  const std::optional<Value> pictures = value.find("pictures");
  const std::optional<Value> annex = value.find("annex");
  part.label = labels.next(annex);
  const std::optional<Value> blank = value.find("blank");
  // A part without a source is a blank form.
  // An explicit `"blank": false` beside no source is an error, not a blank form.
  const bool is_blank = blank ? blank->boolean() : !data && !pdf && !pictures;
  // Exactly one source, and a blank form needs a kind; nothing has changed in a blank form.
  const int sources = int(is_blank) + int(data.has_value()) + int(pdf.has_value()) + int(pictures.has_value());
  const bool has_former = value.find("changes_from").has_value();
  if (sources != 1 || (is_blank && (!kind || has_former))) {
    run.sink().report(messages::EngineBindSource, value.origin());
    return std::nullopt;
  }
  // Errors of members do not stop the reading of the part, so that all are reported.
  bool sound = suits_placed(value, run);
  part.placed = read_placed(value, folder, sound, run);
  if (!sound) return std::nullopt;
  // Messages about the part point at its source.
  const Value file = data ? *data : pdf ? *pdf : pictures ? pictures->at(0) : *kind;
  part.origin = value.origin();
  part.kind = plan_text(value, "kind");
  part.kind_origin = kind ? kind->origin() : part.origin;
  if (!is_blank) part.path = path_from(folder, file.string());
  part.is_pdf = pdf.has_value();
  part.path_origin = file.origin();
  if (const std::string former = plan_text(value, "changes_from"); !former.empty())
    part.former_path = path_from(folder, former);
  part.title = plan_text(value, "title");
  part.label_origin = annex ? annex->origin() : part.origin;
  part.restarts_number = plan_text(value, "numbering") == "restart";
  // A part that starts with page 1 starts on a right-hand page, where odd numbers are.
  part.starts_right = part.restarts_number || plan_flag(value, "start_right", starts_right);
  return part;
}

/// The spelling in files (ISO 32000-2, table 43). PDF/A-3 requires one.
std::string relationship_name(std::string name) {
  if (name.empty()) return "Supplement";
  // The plan has them in lower case: `source`, `data`, `alternative`, `supplement`.
  name.front() = static_cast<char>(name.front() - 32);
  return name;
}

/// Names of attachments are unique in a file.
bool read_attachments(const Value& list, const std::string& folder, BindingPlan& plan, Run& run) {
  std::set<std::string, std::less<>> names;
  bool sound = true;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const Value entry = list.at(i);
    const Value file = *entry.find("file");
    PlannedAttachment attachment{file.origin(),
                                 path_from(folder, file.string()),
                                 std::string(base::file_name(file.string())),
                                 plan_text(entry, "title"),
                                 plan_text(entry, "type"),
                                 relationship_name(plan_text(entry, "relationship"))};
    if (!names.insert(attachment.name).second) {
      run.sink().report(messages::EngineBindSameName, file.origin(), attachment.name);
      sound = false;
    }
    // Readers show the title; without one, the name.
    if (attachment.title.empty()) attachment.title = attachment.name;
    plan.attachments.push_back(std::move(attachment));
  }
  return sound;
}

/// Reads the plan like the data of a document, but with the schema of plans.
std::shared_ptr<const data::Document> read_plan_document(const DataSource& source, const RenderOptions& options,
                                                         Run& run) {
  const base::Expected<diagnostics::SourceId> id = read_data_source(source, run);
  if (!id) return nullptr;
  run.mark_data(*id);
  const std::string_view text = run.sources().source_text(*id);
  const data::JsonLimits limits = json_limits(options.limits);
  auto read = is_yaml(source.path) ? data::read_yaml(*id, text, limits, run.sink())
                                   : data::read_json(*id, text, limits, run.sink());
  if (!read) return nullptr;
  auto document = std::make_shared<const data::Document>(*std::move(read));
  run.documents().add(document);
  const schema::ValidateLimits validate{.allows_schema_name = true};
  return schema::validate(plan_schema(), document->root(), validate, run.sink()) ? document : nullptr;
}

}  // namespace

const schema::Schema& plan_schema() {
  static const schema::Schema schema = schema::built_in_schema(kPlanSchema);
  return schema;
}

/// All parts are read, so that all errors are reported.
std::optional<BindingPlan> read_binding_plan(const DataSource& source, const RenderOptions& options, Run& run) {
  BindingPlan plan;
  plan.document = read_plan_document(source, options, run);
  if (!plan.document) return std::nullopt;
  const std::string folder(base::folder_part(source.path));
  const Value root = plan.document->root();
  plan.title = plan_text(root, "title");
  plan.organization = plan_text(root, "organization");
  plan.date = plan_text(root, "date");
  // Chinese is the default, as for the documents.
  plan.language = root.find("language") ? plan_text(root, "language") : "zh";
  plan.has_cover = plan_flag(root, "cover", true);
  plan.has_contents = plan_flag(root, "contents", true);
  const Value parts = *root.find("parts");
  // All parts are counted first: a single annex has no number.
  AnnexLabels labels(parts, plan.language == "en" ? Language::English : Language::Chinese);
  bool sound = true;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    std::optional<PlannedPart> part =
        read_part(parts.at(i), plan_flag(root, "start_right", false), folder, labels, run);
    if (part) plan.parts.push_back(*std::move(part));
    sound = sound && part.has_value();
  }
  if (const std::optional<Value> list = root.find("attachments"))
    sound = read_attachments(*list, folder, plan, run) && sound;
  if (!sound) return std::nullopt;
  return plan;
}

}  // namespace gongwen::engine
