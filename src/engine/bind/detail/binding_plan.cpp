#include "engine/bind/detail/binding_plan.h"

#include "base/file_path.h"
#include "data/readers.h"
#include "diagnostics/catalogue/engine.h"
#include "diagnostics/catalogue/texts/engine.h"
#include "engine/core/detail/read_source.h"
#include "engine/input/read_data.h"
#include "schema/validate.h"

#include <set>

namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using data::Value;

constexpr std::string_view kPlanSchema =
#include "plan_schema.inc"
    ;

std::string plan_text(const Value& object, std::string_view name) {
  const std::optional<Value> value = object.find(name);
  return value ? std::string(value->string()) : std::string();
}

bool plan_flag(const Value& object, std::string_view name, bool otherwise) {
  const std::optional<Value> value = object.find(name);
  return value ? value->boolean() : otherwise;
}

/// The labels by the places of the parts: 附件1, 附件2 …, and 附件 where there is one.
class AnnexLabels {
 public:
  AnnexLabels(const Value& parts, Language language) : language_(language) {
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const std::optional<Value> annex = parts.at(i).find("annex");
      if (annex && is_numbered(*annex)) ++count_;
      starts_elsewhere_ = starts_elsewhere_ || (annex && annex->is_number());
    }
  }

  std::optional<std::string> next(const std::optional<Value>& annex) {
    if (!annex) return std::nullopt;
    if (annex->is_string()) return std::string(annex->string());
    if (!is_numbered(*annex)) return std::string();
    if (annex->is_number()) next_ = annex->integer();
    const bool is_alone = count_ == 1 && !starts_elsewhere_;
    return is_alone ? std::string(texts::EngineOnlyAnnex.in(language_)) : texts::EngineAnnex.in(language_, next_++);
  }

 private:
  static bool is_numbered(const Value& annex) {
    return annex.is_number() || (annex.type() == data::ValueType::Boolean && annex.boolean());
  }

  Language language_;
  std::size_t count_ = 0;
  bool starts_elsewhere_ = false;
  std::int64_t next_ = 1;
};

/// Absolute paths are those of the person who wrote the plan.
std::string path_from(const std::string& folder, std::string_view path) {
  return path.starts_with('/') ? std::string(path) : base::join_path(folder, path);
}

/// Returns: nothing when an error was reported.
std::optional<PlannedPart> read_part(const Value& value, bool starts_right, const std::string& folder,
                                     AnnexLabels& labels, Run& run) {
  PlannedPart part;
  const std::optional<Value> data = value.find("data");
  const std::optional<Value> pdf = value.find("pdf");
  const std::optional<Value> kind = value.find("kind");
  const std::optional<Value> annex = value.find("annex");
  part.label = labels.next(annex);
  const std::optional<Value> blank = value.find("blank");
  const bool is_blank = blank ? blank->boolean() : !data && !pdf;
  const int sources = int(is_blank) + int(data.has_value()) + int(pdf.has_value());
  const bool has_former = value.find("changes_from").has_value();
  if (sources != 1 || (is_blank && (!kind || has_former))) {
    run.sink().report(messages::EngineBindSource, value.origin());
    return std::nullopt;
  }
  const Value file = data ? *data : pdf ? *pdf : *kind;
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
  // What starts with page 1 starts on the side of odd numbers.
  part.starts_right = part.restarts_number || plan_flag(value, "start_right", starts_right);
  return part;
}

bool read_attachments(const Value& list, const std::string& folder, BindingPlan& plan, Run& run) {
  std::set<std::string, std::less<>> names;
  bool sound = true;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const Value entry = list.at(i);
    const Value file = *entry.find("file");
    PlannedAttachment attachment{file.origin(), path_from(folder, file.string()),
                                 std::string(base::file_name(file.string())), plan_text(entry, "title")};
    if (!names.insert(attachment.name).second) {
      run.sink().report(messages::EngineBindSameName, file.origin(), attachment.name);
      sound = false;
    }
    if (attachment.title.empty()) attachment.title = attachment.name;
    plan.attachments.push_back(std::move(attachment));
  }
  return sound;
}

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

std::optional<BindingPlan> read_binding_plan(const DataSource& source, const RenderOptions& options, Run& run) {
  BindingPlan plan;
  plan.document = read_plan_document(source, options, run);
  if (!plan.document) return std::nullopt;
  const std::string folder(base::folder_part(source.path));
  const Value root = plan.document->root();
  plan.title = plan_text(root, "title");
  plan.organization = plan_text(root, "organization");
  plan.date = plan_text(root, "date");
  plan.language = root.find("language") ? plan_text(root, "language") : "zh";
  plan.has_cover = plan_flag(root, "cover", true);
  plan.has_contents = plan_flag(root, "contents", true);
  const Value parts = *root.find("parts");
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
