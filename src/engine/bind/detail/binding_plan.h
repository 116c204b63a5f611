// BindingPlan: which documents a set has, in which order, with which labels and numbers.
#pragma once

#include "data/document.h"
#include "engine/core/run.h"
#include "schema/schema.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::engine {

/// One document of the set. Paths include the folder of the plan.
struct PlannedPart {
  diagnostics::Origin origin;  // of the part
  std::string kind;            // may be empty if the file states it
  diagnostics::Origin kind_origin;
  std::string path;
  bool is_pdf = false;
  diagnostics::Origin path_origin;
  std::string former_path;           // of the data that changes are marked against; empty: changes are not marked
  std::string title;                 // empty: the document's own
  std::optional<std::string> label;  // 附件2; empty: none; nullopt: the label that the kind prints by itself
  diagnostics::Origin label_origin;
  bool restarts_number = false;
  bool starts_right = false;

  /// Pages of a PDF, or pictures, that are placed as they are; `pages` and `pictures` say which.
  struct Placed {
    std::string pages;  // `1-3`, empty: all
    struct Picture {
      std::string path;
      diagnostics::Origin origin;
    };
    std::vector<Picture> pictures;  // empty: pages of the PDF
    std::string alternative;        // describes what they show; empty: the title
    bool keeps_size = false;
    std::string number_at;
    std::string label_at;
    bool loses_signatures = false;
    diagnostics::Origin pages_origin;
  };
  std::optional<Placed> placed;
};

/// A file that travels with the set without being printed. PDF and OFD viewers list it under its name.
struct PlannedAttachment {
  diagnostics::Origin origin;
  std::string path;
  std::string name;  // in the set
  std::string title;
  std::string media_type;    // empty: that of its content
  std::string relationship;  // as in the file: `Supplement`
};

/// The plan as read. Parts are in the order of the set; title, organization and date are those of its first pages.
struct BindingPlan {
  std::shared_ptr<const data::Document> document;
  std::string title;
  std::string organization;
  std::string date;
  std::string language;
  bool has_cover = true;
  bool has_contents = true;
  std::vector<PlannedPart> parts;
  std::vector<PlannedAttachment> attachments;
};

/// The schema of plans.
const schema::Schema& plan_schema();

/// Reads a plan, JSON or YAML by the ending of its name; nullopt if an error was reported.
/// Reports: resources/*, data/* by plan.schema.json, engine/bind-source, engine/bind-same-name.
std::optional<BindingPlan> read_binding_plan(const DataSource& source, const RenderOptions& options, Run& run);

}  // namespace gongwen::engine
