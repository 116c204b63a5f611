// Reads the properties of content controls and of legacy form fields.
#pragma once

#include "word/detail/elements.h"
#include "word/document.h"

#include <map>
#include <string>

namespace gongwen::word {

/// The texts of building blocks by name: placeholders of controls.
using BuildingBlocks = std::map<std::string, std::string, std::less<>>;

/// Reads an element inside of `sdtPr` or of its children. Returns whether `parent` is one of those.
bool read_control_property(Name parent, Name name, const package::XmlAttributes& attributes,
                           const BuildingBlocks& blocks, Control& to);

/// Reads an element inside of `ffData` or of its children. Returns whether `parent` is one of those.
bool read_legacy_property(Name parent, Name name, const package::XmlAttributes& attributes, LegacyField& to);

}  // namespace gongwen::word
