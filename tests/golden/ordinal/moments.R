# Writes moments.json: lavaan's thresholds, means, variances and correlations of ordered and mixed variables
# as one vector, and N times their asymptotic covariances (of the study the diagonal alone). Measurements
# become categories at the breaks that stand beside them. Rscript tests/golden/ordinal/moments.R
suppressMessages(library(lavaan))

numbers <- function(x) paste0("[", paste(signif(x, 10), collapse = ", "), "]")
words <- function(x) paste0('["', paste(x, collapse = '", "'), '"]')

entry <- function(name, file, columns, ordered, cut = list(), whole = TRUE) {
  data <- read.csv(file)[columns]
  breaks <- list()
  for (item in names(cut)) {
    share <- (seq_len(cut[[item]] - 1) / cut[[item]])^1.2
    breaks[[item]] <- round(unname(quantile(data[[item]], share)), 2)
    data[[item]] <- findInterval(data[[item]], breaks[[item]])
  }
  model <- paste("f =~", paste(columns, collapse = " + "))
  fit <- suppressWarnings(cfa(model, data, ordered = ordered, estimator = "DWLS", do.fit = FALSE))
  gamma <- unclass(lavInspect(fit, "gamma"))
  kept <- if (whole) gamma[lower.tri(gamma, diag = TRUE)] else diag(gamma)
  paste0(
    '"', name, '": {\n  "file": "', file, '", "names": ', words(columns),
    ',\n  "ordered": ', words(ordered), ',\n  "breaks": {',
    if (length(cut)) paste0('"', names(cut), '": ', sapply(breaks, numbers), collapse = ", "),
    '},\n  "labels": ', words(rownames(gamma)),
    ',\n  "stats": ', numbers(unclass(lavInspect(fit, "wls.obs"))),
    ",\n  \"", if (whole) "lower" else "diagonal", "\": ", numbers(kept), "\n}"
  )
}

school <- "sample_data/holzinger_swineford.csv"
x <- paste0("x", 1:9)
many <- c(4, 4, 2, 3, 5, 4, 2, 6, 4)
items <- paste0(rep(c("wai", "ces", "csq"), each = 4), 1:4)
cat("{\n", paste(
  entry("ordered", school, x, x, setNames(as.list(many), x)),
  entry("mixed", school, x, c("x2", "x5", "x6"), list(x2 = 4, x5 = 2, x6 = 3)),
  entry("study", "sample_data/study.csv", items, items, whole = FALSE),
  entry("an empty cell", "tests/golden/ordinal/yes_no.csv", c("a", "b", "c", "e"), c("a", "b", "c")),
  sep = ",\n"
), "\n}\n", file = "tests/golden/ordinal/moments.json", sep = "")
