// Parts of the reading of a declaration: its tokens for messages, shorthands, and what gongwen does not support.
#pragma once

#include "diagnostics/catalogue.h"
#include "style/css/declaration.h"
#include "style/css/token.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace gongwen::css {

// Tokens as the author wrote them, for messages.

/// Short enough to be read at a glance.
std::string written_tokens(std::span<const Token> tokens);

// Spreading the value of a shorthand over its longhands.

/// `model` gives importance and place. Appends one declaration for every longhand, or nothing and returns false.
bool expand_shorthand(ShorthandId shorthand, TokenStream value, const Declaration& model,
                      std::vector<Declaration>& out);

// What the grammars of grids do not say.

/// Whether areas are rectangles in rows of the same length, and lines have no number 0 and no name that means
/// something else; true for all other properties.
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
  std::string_view syntax;  // as that of @property; paints may also be references
};

/// Null for all other names. Case-insensitive.
const DrawingProperty* find_drawing_property(std::string_view name);
bool fits_drawing_property(const DrawingProperty& property, TokenStream value);

// What CSS has and gongwen does not, with a workaround: an author who writes it has not misspelt anything.

/// What to write instead; both texts may be empty.
using Workaround = diagnostics::BilingualText;

/// Of a property, an at-rule (`@container`), a pseudo-class or a pseudo-element (`::first-line`), without regard to
/// case; nothing for names that CSS does not have either.
std::optional<Workaround> find_unsupported(std::string_view name);

struct UnsupportedValue {
  std::string_view word;
  Workaround way;
};

/// The first word of a refused value that CSS has for the property.
std::optional<UnsupportedValue> find_unsupported_value(std::string_view property, std::span<const Token> value);

}  // namespace gongwen::css
