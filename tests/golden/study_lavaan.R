# Writes study_lavaan.json: what lavaan says about sample_data/study.csv. Rscript tests/golden/study_lavaan.R
suppressMessages(library(lavaan))
model <- paste(readLines("sample_data/study.lav"), collapse = "\n")
data <- read.csv("sample_data/study.csv")

number <- function(x) ifelse(is.na(x), "null", format(x, digits = 12, trim = TRUE, scientific = FALSE))
named <- function(x) paste0("{", paste0('"', names(x), '": ', number(unlist(x)), collapse = ", "), "}")
row <- function(r) {
  words <- r[c("lhs", "op", "rhs")]
  words <- paste0('"', names(words), '": "', unlist(words), '"', collapse = ", ")
  paste0("{", words, ", ", substring(named(r[setdiff(names(r), c("lhs", "op", "rhs"))]), 2))
}
rows <- function(table) paste0("[\n", paste0("    ", apply_rows(table), collapse = ",\n"), "\n  ]")
apply_rows <- function(table) vapply(seq_len(nrow(table)), function(i) row(as.list(table[i, ])), "")

answer <- function(likelihood) {
  fit <- sem(model, data, likelihood = likelihood)
  params <- parameterEstimates(fit, standardized = TRUE, remove.nonfree = FALSE)
  std <- standardizedSolution(fit)
  params$std.all.se <- std$se
  r2 <- lavInspect(fit, "r2")
  paste0(
    '{\n  "lavaan": "', packageVersion("lavaan"), '", "likelihood": "', likelihood, '",\n',
    '  "npar": ', fitMeasures(fit, "npar"), ', "nobs": ', lavInspect(fit, "nobs"), ",\n",
    '  "fit": ', named(as.list(unclass(fitMeasures(fit)))), ",\n",
    '  "r2": ', named(as.list(unclass(r2))), ",\n",
    '  "params": ', rows(as.data.frame(unclass(params))[, setdiff(names(params), "label")]), "\n}"
  )
}
out <- paste0('{\n"normal": ', answer("normal"), ',\n"wishart": ', answer("wishart"), "\n}\n")
cat(out, file = "tests/golden/study_lavaan.json")
