/// What rows of a table are called.
module Harness.Paper.Tests.MethodsTests

open Xunit
open Harness.Paper.Tables

[<Theory>]
[<InlineData("routing_lora routing=element_mul", "LoRA, x_t ∘ x_v")>]
[<InlineData("routing_lora lora_alpha=8 r=8", "LoRA, rank 8")>]
[<InlineData("mixphm align_w=0.2 red_w=0.2", "MixPHM, α = 0.2")>]
[<InlineData("mixphm adapter_dropout=0.1 lr=0.03 phm_init_range=0.15",
             "MixPHM, dropout 0.1, learning rate 0.03, initial scale 0.15")>]
[<InlineData("routing_lora lora_alpha=8 r=16", "LoRA, lora_alpha=8 r=16")>]
[<InlineData("own gain=2", "own, gain=2")>]
let ``a variant is called what a paper calls it, or by its options`` (name: string) (title: string) =
    Assert.Equal(title, Methods.title name)
