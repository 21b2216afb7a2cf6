# lavaan 0.6-14 on ordered variables beside given causes, and in groups. Run in this folder.
suppressMessages({library(lavaan); library(jsonlite)})
rows <- read.csv("covariates.csv")
items <- c("a1", "a2", "a3", "b1", "b2", "b3")
measured <- "f =~ a1 + a2 + a3\ng =~ b1 + b2 + b3"
cases <- list(
  mimic = list(model = paste0(measured, "\nf ~ x1 + sex\ng ~ c*f + x1")),
  mimic_wls = list(model = paste0(measured, "\nf ~ x1 + sex\ng ~ c*f + x1"), estimator = "WLS"),
  mixed = list(model = "f =~ a1 + a2 + n1\ng =~ b1 + n2\nf ~ a*x1 + sex\ng ~ b*f\nie := a*b"),
  direct = list(model = paste0(measured, "\nf ~ x1 + sex\ng ~ f + x1\na2 ~ sex")),
  path = list(model = "b1 ~ a*x1 + sex\nn1 ~ b*b1 + x1\nie := a*b", parameterization = "theta"),
  groups = list(model = paste0(measured, "\nf ~ x1\ng ~ f"), group = "grp"),
  thresholds = list(model = measured, group = "grp", group.equal = c("loadings", "thresholds")),
  thresholds_theta = list(model = measured, group = "grp", group.equal = c("loadings", "thresholds"),
                          parameterization = "theta")
)
out <- lapply(cases, function(case) {
  options <- modifyList(list(estimator = "WLSMV", ordered = items), case[names(case) != "model"])
  fit <- do.call("sem", c(list(model = case$model, data = rows), options))
  params <- parameterEstimates(fit, standardized = TRUE, remove.eq = TRUE)
  if (is.null(params$group)) params$group <- 1
  params <- params[, c("lhs", "op", "rhs", "group", "est", "se", "std.all")]
  measures <- c("chisq", "df", "chisq.scaled", "baseline.chisq", "baseline.df", "cfi.scaled", "srmr", "crmr")
  for (word in c("ordered", "group.equal")) if (!is.null(options[[word]])) options[[word]] <- I(options[[word]])
  list(model = case$model, options = options, params = params, fit = as.list(fitMeasures(fit, measures)))
})
write(toJSON(out, auto_unbox = TRUE, digits = 10, na = "null", pretty = FALSE), "covariates.json")
