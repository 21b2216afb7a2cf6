# lavaan 0.6-14: factor scores of the first cases of models with ordered items. Run in this folder.
suppressMessages({library(lavaan); library(jsonlite)})
rows <- read.csv("covariates.csv")
items <- c("a1", "a2", "a3", "b1", "b2", "b3")
measured <- "f =~ a1 + a2 + a3\ng =~ b1 + b2 + b3"
models <- list(
  measured = list(model = measured),
  mixed = list(model = "f =~ a1 + a2 + n1\ng =~ b1 + b2 + n2\ng ~ f"),
  mimic = list(model = paste0(measured, "\nf ~ x1 + sex\ng ~ f + x1"))
)
out <- lapply(models, function(case) {
  options <- modifyList(list(estimator = "WLSMV", ordered = items), case[names(case) != "model"])
  fit <- do.call("sem", c(list(model = case$model, data = rows), options))
  options$ordered <- I(options$ordered)
  scores <- lavPredict(fit, method = "EBM", optim.method = "nlminb")[1:20, ]
  list(model = case$model, options = options, scores = as.data.frame(unclass(scores)))
})
write(toJSON(out, auto_unbox = TRUE, digits = 10, na = "null", dataframe = "columns"), "scores.json")
