// Compares the texts of a returned Word form with the printed texts of the form, if the file no longer has its record
// of these: conversion to an OpenDocument text and back drops it.
#pragma once

#include "engine/core/detail/font_source.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "engine/kinds/detail/kind_library.h"
#include "intake/returned_file.h"

#include <memory>
#include <string>
#include <vector>

namespace gongwen::engine {

/// Reports texts that neither the blank form nor the form of the data prints, and texts of both that are missing.
/// `json` is the data read from the file. If most of the form's texts are missing, the fields are in another document,
/// whose texts are not compared. Empty if the form cannot be made. The form is made twice, which takes 50 to 300 ms.
/// Reports: intake/text-beside, intake/print-missing, intake/other-print.
std::vector<intake::Notice> compare_word_print(const intake::ReturnedFile& file,
                                               const std::shared_ptr<const CompiledKind>& kind, const std::string& json,
                                               KindLibrary& kinds, FontSource& fonts);

}  // namespace gongwen::engine
