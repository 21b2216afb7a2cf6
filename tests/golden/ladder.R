# The ladder of invariance, each step tested against the one below. Run in tests/golden: Rscript ladder.R
# (lavaan 0.6-14).
suppressMessages(library(lavaan))
options(warn = -1, digits = 12)
numbers <- list(configural = "none", metric = "loadings", scalar = c("loadings", "intercepts"),
                strict = c("loadings", "intercepts", "residuals"), paths = c("loadings", "regressions"))
ordered <- list(configural = "none", scalar = c("loadings", "thresholds"),
                strict = c("loadings", "thresholds", "residuals"),
                paths = c("loadings", "thresholds", "regressions"))
# What each step is tested against.
below <- list(metric = "configural", scalar = "metric", strict = "scalar", paths = "metric")
below_ordered <- list(scalar = "configural", strict = "scalar", paths = "scalar")
climb <- function(case, steps, below, ...) {
  model <- readLines(file.path("cases", case, "model.lav"))
  model <- gsub("(a|b1|b2|c1)\\*", "", model[!grepl(":=", model)])
  rows <- read.csv(file.path("cases", case, "data.csv"))
  fits <- lapply(steps, function(equal) sem(model, rows, group = "sex", group.equal = equal, ...))
  out <- list()
  for (step in names(steps)) {
    measures <- fitMeasures(fits[[step]])
    out[[step]] <- list(chisq = measures[["chisq"]], df = measures[["df"]], cfi = measures[["cfi"]])
    if ("cfi.scaled" %in% names(measures)) out[[step]]$cfi.scaled <- measures[["cfi.scaled"]]
    if (step != "configural") {
      found <- as.data.frame(lavTestLRT(fits[[below[[step]]]], fits[[step]]))[2, ]
      out[[step]] <- c(out[[step]], list(diff = found[["Chisq diff"]], df.diff = found[["Df diff"]],
                                         pvalue = found[["Pr(>Chisq)"]]))
    }
  }
  out
}
out <- list()
for (estimator in c("ML", "MLM", "MLR", "MLMV", "GLS")) {
  name <- paste("paperL_group_config", estimator)
  out[[name]] <- climb("paperL_group_config", numbers, below, estimator = estimator)
}
items <- jsonlite::fromJSON("cases/paperL_ordinal/opts.json")$ordered
# Residual variances of ordered items are parameters under theta alone.
out$`paperL_ordinal WLSMV` <- climb("paperL_ordinal", ordered, below_ordered, estimator = "WLSMV", ordered = items,
                                    parameterization = "theta")
write(jsonlite::toJSON(out, digits = 10, auto_unbox = TRUE, na = "null", pretty = TRUE), "ladder.json")
