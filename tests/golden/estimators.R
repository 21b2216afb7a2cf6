# Fit measures, estimates and the five largest modification indices under nine estimators.
# Run in tests/golden: Rscript estimators.R (lavaan 0.6-14).
suppressMessages(library(lavaan))
options(warn = -1, digits = 12)
keys <- c(
  "chisq", "df", "baseline.chisq", "cfi", "tli", "rmsea", "rmsea.ci.lower", "rmsea.ci.upper", "srmr", "gfi",
  "chisq.scaled", "chisq.scaling.factor", "baseline.chisq.scaled", "cfi.scaled", "tli.scaled", "rmsea.scaled",
  "rmsea.ci.lower.scaled", "rmsea.ci.upper.scaled", "cfi.robust", "tli.robust", "rmsea.robust",
  "rmsea.ci.lower.robust", "rmsea.ci.upper.robust", "aic", "logl"
)
out <- list()
for (name in c("hs_mimic", "paper_hybrid", "talor_covariate", "hs_cfa_mean", "pd_equal")) {
  rows <- read.csv(file.path("cases", name, "data.csv"))
  model <- paste(readLines(file.path("cases", name, "model.lav")), collapse = "\n")
  for (estimator in c("MLM", "MLMV", "MLR", "GLS", "ULS", "ULSMV", "WLS", "DWLS", "WLSMV")) {
    fit <- sem(model, rows, estimator = estimator, meanstructure = name == "hs_cfa_mean")
    measures <- fitMeasures(fit)[keys]
    names(measures) <- keys
    params <- parameterEstimates(fit)[, c("lhs", "op", "rhs", "est", "se")]
    mi <- try(modindices(fit, sort = TRUE), silent = TRUE)
    out[[paste(name, estimator)]] <- list(
      fit = as.list(measures), params = params,
      mi = if (inherits(mi, "try-error")) list() else head(mi[, c("lhs", "op", "rhs", "mi")], 5)
    )
  }
}
write(jsonlite::toJSON(out, digits = 8, auto_unbox = TRUE, na = "null"), "estimators.json")
