// URI references (RFC 3986): taking them apart, and resolving one against another. No normalisation
// beyond what the resolution does itself: schemas name each other by the same letters.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::schema {

/// The five components; those that are absent differ from those that are empty. Views of the text
/// that was split.
struct UriParts {
  std::optional<std::string_view> scheme;
  std::optional<std::string_view> authority;
  std::string_view path;
  std::optional<std::string_view> query;
  std::optional<std::string_view> fragment;
};

/// Splits any text; RFC 3986 appendix B.
UriParts split_uri(std::string_view text);

/// The reference in the place where `base` is, with its fragment. RFC 3986 section 5.2; a base
/// that is not absolute is taken as it is.
std::string resolve_uri(std::string_view base, std::string_view reference);

/// A text and its fragment, apart: `a#b` is {`a`, `b`}; both `a` and `a#` have an empty fragment.
struct UriAndFragment {
  std::string_view uri;
  std::string_view fragment;
};
UriAndFragment split_fragment(std::string_view text);

/// Whether every character and escape is one that RFC 3986 allows at its place.
bool is_uri_reference(std::string_view text);
/// The same with a scheme.
bool is_uri(std::string_view text);

}  // namespace gongwen::schema
