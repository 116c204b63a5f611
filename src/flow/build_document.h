// Builds the model of a flowing document from its boxes, and from the widths, gaps and pages of their layout.
//   flow::PageFacts facts;  // of the pages, as they are laid out
//   flow::Document document = flow::build_document({context, facts, page_style, faces, OfficeFonts::System,
//   properties}, sink);
#pragma once

#include "diagnostics/diagnostic.h"
#include "flow/document.h"
#include "flow/page_facts.h"
#include "forms/field_model.h"
#include "layout/core/context.h"
#include "style/page_style.h"
#include "text/font_stack.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::flow {

/// Names of the fonts of official documents: those of GB 2312 (仿宋_GB2312), or those of the system (仿宋).
enum class OfficeFonts : std::uint8_t { System, National };

/// The facts that a document needs about the volume of which it is a part. See volume.h.
struct VolumePart {
  std::size_t bookmarks_before = 0;  // the highest number in use
  /// Numbers of bookmarks in other parts, by the ids by which this part refers to them.
  std::map<std::string, std::size_t, std::less<>> targets_elsewhere = {};
  std::optional<std::size_t> start_bookmark = std::nullopt;  // around the first text
  bool number_runs_on = false;                               // instead of starting again with this document
};

/// The form that a document becomes.
struct FormSource {
  const forms::FieldModel& fields;  // those without controls are printed
  forms::FormStamp stamp;
  std::string given;          // see Form::given
  bool repeats_rows = false;  // see Form::repeats_rows
  bool is_protected = false;  // see Form::is_protected
};

struct FlowInput {
  layout::LayoutContext& context;  // of the finished layout
  const PageFacts& facts;
  /// The style of a page.
  std::function<const style::PageStyle&(const style::PageContext&)> page_style;
  std::span<const text::FontFaceDefinition> faces;
  OfficeFonts fonts = OfficeFonts::System;
  Properties properties = {};
  /// The place where the style sheets set a property of an element, for messages; an empty span if that is not known.
  std::function<diagnostics::Span(dom::NodeId, std::string_view)> find_declaration = {};
  /// Returns the comments on the text of an origin, each only once; empty: the document has no comments.
  std::function<std::vector<std::string>(diagnostics::OriginId)> take_comments = {};
  /// Null for a separate document. Parts of a volume get their named styles when the volume is joined.
  const VolumePart* volume = nullptr;
  const FormSource* form = nullptr;  // null: controls are printed
};

/// Reports: flow/….
Document build_document(const FlowInput& input, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::flow
