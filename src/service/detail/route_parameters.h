// Parameters of the routes for programs.
#pragma once

#include "service/detail/routes.h"

#include <array>
#include <string_view>

namespace gongwen::service {

inline constexpr std::string_view kFormats = "pdf|xlsx|svg|png|ofd|ods|csv|docx";

// Names, summaries and words are the contract with programs: the OpenAPI document is made from them, and unknown
// parameters are refused.
inline constexpr std::array kCheckParameters{
    Parameter{"depth", ParameterType::Word, "the values alone, or also the pages that are made from them",
              "values|full"},
    Parameter{"profile", ParameterType::Word, "a standard that the pages are compared with", "gbt9704|tc260-plain"},
    Parameter{"strict", ParameterType::Flag, "warnings count as errors"},
};

inline constexpr std::array kRenderParameters{
    Parameter{"format", ParameterType::Word, "what is made", kFormats},
    Parameter{"fillable", ParameterType::Flag, "fields can be filled in"},
    Parameter{"attach_data", ParameterType::Flag, "a PDF or OFD file has its data attached"},
    Parameter{"strict", ParameterType::Flag, "warnings count as errors"},
    Parameter{"page", ParameterType::Whole, "of pictures: which page"},
    Parameter{"dpi", ParameterType::Whole, "of PNG files: pixels per inch", {}, 10, 600},
    Parameter{"ofd_profile", ParameterType::Word,
              "of OFD files: for archives (OFD-A, the default), or with all that OFD can hold", "archive|plain"},
    Parameter{"sheet", ParameterType::Text, "of CSV files: which sheet, if the workbook has several"},
    Parameter{"encoding", ParameterType::Word, "of CSV files", "utf-8|gb18030"},
};

inline constexpr std::array kBatchParameters{
    Parameter{"format", ParameterType::Word, "what is made of each record; otherwise all documents of the kind",
              kFormats},
    Parameter{"fillable", ParameterType::Flag, "fields can be filled in"},
    Parameter{"strict", ParameterType::Flag, "warnings count as errors"},
    Parameter{"dpi", ParameterType::Whole, "of PNG files: pixels per inch", {}, 10, 600},
    Parameter{"ofd_profile", ParameterType::Word,
              "of OFD files: for archives (OFD-A, the default), or with all that OFD can hold", "archive|plain"},
    Parameter{"sheet", ParameterType::Text, "of CSV files: which sheet, if the workbook has several"},
    Parameter{"encoding", ParameterType::Word, "of CSV files", "utf-8|gb18030"},
};

inline constexpr std::array kCollectParameters{
    Parameter{"format", ParameterType::Word, "of the roster and the register; otherwise both", "pdf|xlsx"},
    Parameter{"register", ParameterType::Word,
              "a register that takes the forms; if it is the kind itself, forms of all kinds that it gathers"},
    Parameter{"titles", ParameterType::Word, "the language of the roster, by default zh", "zh|en"},
    Parameter{"by_label", ParameterType::Flag,
              "workbooks that have lost the names of their cells are read by the labels beside them"},
    Parameter{"strict", ParameterType::Flag, "warnings count as errors"},
};

inline constexpr std::array kBlankParameters{
    Parameter{"format", ParameterType::Word, "what is made", "pdf|xlsx|ofd"},
    Parameter{"fillable", ParameterType::Flag, "fields can be filled in"},
};

// The kind of the new form is a parameter, since it does not exist yet.
inline constexpr std::array kNewFormParameters{
    Parameter{"kind", ParameterType::Word, "the name of the new form, which no kind has"},
    Parameter{"title_zh", ParameterType::Text, "its title in Chinese, by default that of the file"},
    Parameter{"title_en", ParameterType::Text, "its title in English"},
};

inline constexpr std::array kPreviewParameters{
    Parameter{"format", ParameterType::Word, "what is made, by default pdf", "pdf|xlsx|svg|png"},
    Parameter{"data", ParameterType::Word, "of which made-up data, by default typical",
              "typical|longest|minimal|blank"},
};

inline constexpr std::array kExtractParameters{
    Parameter{"kind", ParameterType::Word, "the kind of the form, where its stamp is not to say it"},
    Parameter{"check", ParameterType::Flag, "the data is checked, too"},
};

inline constexpr std::array kFillParameters{
    Parameter{"flatten", ParameterType::Flag, "the fields become part of the pages, and can no longer be changed"},
    Parameter{"strict", ParameterType::Flag, "warnings count as errors"},
};

inline constexpr std::array kConvertParameters{
    Parameter{"format", ParameterType::Word, "what is made, by default pdf; png and svg are of one page",
              "pdf|png|svg|txt"},
    Parameter{"page", ParameterType::Whole, "of pictures: which page, by default the first"},
    Parameter{"dpi", ParameterType::Whole, "of PNG files: pixels per inch", {}, 10, 600},
    Parameter{"strict", ParameterType::Flag, "warnings count as errors"},
};

inline constexpr std::array kImportParameters{
    Parameter{"kind", ParameterType::Word, "the kind of plain data, which do not state it"},
};

inline constexpr std::array kCallParameters{
    Parameter{"kind", ParameterType::Word, "of this kind of document"},
};

inline constexpr std::array kStatisticsParameters{
    Parameter{"kind", ParameterType::Word, "of this kind of document; without it of all"},
    Parameter{"year", ParameterType::Whole, "of this year in Beijing; without it the present one", {}, 2000, 2999},
};

inline constexpr std::array kListParameters{
    Parameter{"kind", ParameterType::Word, "of this kind of document"},
    Parameter{"state", ParameterType::Word, "in this state",
              "submitted|in_review|returned|accepted|rejected|withdrawn"},
    Parameter{"text", ParameterType::Text, "with this in name, organisation or receipt number"},
    Parameter{"errors", ParameterType::Flag,
              "whose last version has errors, or none; both leave out what was not checked"},
    Parameter{"assignee", ParameterType::Text, "assigned to this account"},
    Parameter{"due_before", ParameterType::Word, "returned, to be handed in again before this day"},
    Parameter{"from", ParameterType::Word, "handed in on this day or later, such as 2026-01-01"},
    Parameter{"to", ParameterType::Word, "handed in on this day or earlier"},
    Parameter{"before", ParameterType::Whole, "the next page: what the page before said", {}, 1, 1'000'000'000},
    Parameter{"sort", ParameterType::Word, "the order, with `-` the other way round; without it the latest first",
              "number|person|organisation|changed|due|errors|-number|-person|-organisation|-changed|-due|-errors"},
    Parameter{"page",
              ParameterType::Whole,
              "a page by its number, from 1; X-Total says how many there are in all",
              {},
              1,
              1'000'000},
};

inline constexpr std::array kExportParameters{
    Parameter{"kind", ParameterType::Word, "of this kind of document; rosters and registers need it"},
    Parameter{"state", ParameterType::Word, "in this state",
              "submitted|in_review|returned|accepted|rejected|withdrawn"},
    Parameter{"text", ParameterType::Text, "with this in name, organisation or receipt number"},
    Parameter{"from", ParameterType::Word, "handed in on this day or later, such as 2026-01-01"},
    Parameter{"to", ParameterType::Word, "handed in on this day or earlier"},
    Parameter{
        "leave_out", ParameterType::Flag,
        "of a register: it is made without forms that do not fit it, which X-Gongwen-Left-Out counts; otherwise 422"},
};

inline constexpr std::array kRecordFormParameters{
    Parameter{"id", ParameterType::Text, "a record, whose values are in the answer; without it, a new one"},
    Parameter{"form", ParameterType::Word,
              "of a new record: the value on which its other fields depend, such as the type of an event"},
};

inline constexpr std::array kDryRunParameters{
    Parameter{"dry_run", ParameterType::Flag, "nothing is saved; the answer says what would be"},
};

inline constexpr std::array kRecordImportParameters{
    Parameter{"dry_run", ParameterType::Flag, "nothing is saved; the answer says what would change"},
    Parameter{"type", ParameterType::Word, "the type of the records, where the file does not state it"},
    Parameter{"plan", ParameterType::Word,
              "the plan of a dry run: if it would be another one by now, nothing is saved"},
    Parameter{"remove_missing", ParameterType::Flag,
              "removes the records of an exported workbook whose rows were deleted there"},
    Parameter{"drop_orphans", ParameterType::Flag,
              "rows of a workbook that belong to a deleted row are left out with it; otherwise they are errors"},
    Parameter{"reason", ParameterType::Text, "why, for the history"},
};

}  // namespace gongwen::service
