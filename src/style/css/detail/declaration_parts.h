// Helpers for parsing declarations: tokens for messages, shorthands, and features that gongwen does not support.
#pragma once

#include "diagnostics/catalogue.h"
#include "style/css/declaration.h"
#include "style/css/token.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace gongwen::css {

// Tokens in the author's spelling, for messages.

/// Shortened if necessary, so that it can be read at a glance.
std::string written_tokens(std::span<const Token> tokens);

// Expands the value of a shorthand to its longhands.

/// `model` provides importance and place. Appends one declaration for every longhand, or appends none and returns
/// false.
bool expand_shorthand(ShorthandId shorthand, TokenStream value, const Declaration& model,
                      std::vector<Declaration>& out);

// Rules for grids that their grammars do not express.

/// Whether areas are rectangles in rows of the same length, and lines have neither the number 0 nor a reserved name;
/// true for all other properties.
bool is_valid_in_grid(PropertyId property, const std::vector<Value>& values);

/// The shorthands of grids: `grid-row`, `grid-column` and `grid-area`; `grid-template`; `grid`.
bool expand_grid_lines(std::span<const PropertyId> longhands, TokenStream value, const Declaration& model,
                       std::vector<Declaration>& out);
bool expand_grid_template(TokenStream value, const Declaration& model, std::vector<Declaration>& out);
bool expand_grid(TokenStream value, const Declaration& model, std::vector<Declaration>& out);

/// One longhand of a shorthand: with a value, or with its initial value.
Declaration initial_of(PropertyId property, const Declaration& model);
Declaration with_values(PropertyId property, const Declaration& model, std::vector<Value> values);

// Properties of drawings.

struct DrawingProperty {
  std::string_view name;
  std::string_view syntax;  // like that of @property; paints may also be references
};

/// Null for all other names. Ignores case.
const DrawingProperty* find_drawing_property(std::string_view name);
bool fits_drawing_property(const DrawingProperty& property, TokenStream value);

// Features of CSS that gongwen lacks, with a workaround: an author who uses one has not misspelt anything.

/// What to write instead; both texts may be empty.
using Workaround = diagnostics::BilingualText;

/// Finds a property, an at-rule (`@container`), a pseudo-class or a pseudo-element (`::first-line`), ignoring case;
/// nullopt for names that CSS does not have either.
std::optional<Workaround> find_unsupported(std::string_view name);

struct UnsupportedValue {
  std::string_view word;
  Workaround way;
};

/// The first word of a rejected value that CSS defines for the property.
std::optional<UnsupportedValue> find_unsupported_value(std::string_view property, std::span<const Token> value);

}  // namespace gongwen::css
