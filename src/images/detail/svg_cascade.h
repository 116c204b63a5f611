// SvgCascade: the declarations for the elements of a drawing in a file, from its style sheets and style attributes,
// with the engine's own selectors, layers, media queries and variables. The drawer interprets the values.
#pragma once

#include "diagnostics/diagnostic.h"
#include "images/detail/svg_document.h"

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::images {

/// Names in lower case and values of properties; later ones are stronger.
using SvgDeclarations = std::vector<std::pair<std::string, std::string>>;

/// Whether the value of an attribute or property refers to variables.
bool has_variables(std::string_view value);

class SvgCascade {
 public:
  /// Called with each part that cannot be used, and its line in the file.
  using Report = std::function<void(const std::string& what, std::uint32_t line)>;

  /// `sink` is asked whether the run may continue.
  SvgCascade(const SvgDocument& document, const diagnostics::DiagnosticSink& sink, const Report& report);

  /// Weakest first. Attributes are among them only if they use variables.
  const SvgDeclarations& of(const SvgElement& element) const;

 private:
  const SvgDocument& document_;
  std::vector<SvgDeclarations> declared_;  // by element; empty if no element has any
};

/// The longhands of a value of the property `font`; none if it is malformed.
SvgDeclarations font_longhands(const std::string& value);

}  // namespace gongwen::images
